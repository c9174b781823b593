import type { EventLog } from '@soundmill/event-log'
import type { News } from '../projection/news.ts'
import type { StatusStore, Views } from '../store/index.ts'
import { createBell } from './bell.ts'
import { UnknownEpisodeError } from './refusals.ts'

/** The views are usually a few milliseconds behind; when they are far behind, the answer is what they know. */
const PATIENCE_MS = 2_000

type Deps = { events: EventLog; store: StatusStore; news: News }

/**
 * The store, but nobody is told that an episode is not there before the views have been read as far as the
 * log went when it was asked for: a client who was just told 201 may ask at once, and another process answers.
 */
export function lookingTwice({ events, store, news }: Deps): StatusStore {
  const place = () => store.read(async (views) => views.place)

  async function reachEndOfLog() {
    const log = await events.state().catch(() => undefined)
    if (!log) return
    const bell = createBell()
    const stopListening = news.listen(undefined, bell.ring)
    const until = performance.now() + PATIENCE_MS
    try {
      for (let restMs = PATIENCE_MS; restMs > 0; restMs = until - performance.now()) {
        const reached = await place()
        if (reached && reached.epoch === log.epoch && reached.sequence >= log.lastSequence) return
        await bell.rung(restMs)
      }
    } finally {
      stopListening()
    }
  }

  async function read<T>(ask: (views: Views) => Promise<T>): Promise<T> {
    try {
      return await store.read(ask)
    } catch (error) {
      if (!(error instanceof UnknownEpisodeError)) throw error
      await reachEndOfLog()
      return store.read(ask)
    }
  }

  return { ...store, read }
}
