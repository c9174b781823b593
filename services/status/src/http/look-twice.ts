import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '@soundmill/event-log'
import { HttpProblem } from '@soundmill/runtime'
import type { News } from '../projection/news.ts'
import type { StatusStore, Views } from '../store/index.ts'
import { createBell } from './bell.ts'
import { UnknownEpisodeError } from './refusals.ts'

/** The views are usually a few milliseconds behind; seconds, where every pod of a small cluster is started anew at once. */
const PATIENCE_MS = 5_000

type Deps = {
  events: EventLog
  store: StatusStore
  news: News
  /** Events of the log that are not in the views yet. */
  lag(): Promise<number>
}

/**
 * The store, but nobody is told that an episode is not there before the views have been read as far as the
 * log went when it was asked for: a client who was just told 201 may ask at once, and another process answers.
 * Where the log cannot say how far that is, or the views do not get there in five seconds, the answer is 503.
 */
export function lookingTwice({ events, store, news, lag }: Deps): StatusStore {
  const place = () => store.read(async (views) => views.place)

  /** Undefined when the log does not say so in time. */
  async function endOfLog() {
    const over = new AbortController()
    const patience = sleep(PATIENCE_MS, undefined, { signal: over.signal }).catch(() => undefined)
    const asked = events.state().catch(() => undefined)
    return Promise.race([asked, patience]).finally(() => over.abort())
  }

  async function reachEndOfLog() {
    const until = performance.now() + PATIENCE_MS
    const log = await endOfLog()
    if (!log) throw unsure('log_unavailable', 'no such episode is known, and the event log does not answer')
    const bell = createBell()
    const stopListening = news.listen(undefined, bell.ring)
    try {
      for (let restMs = until - performance.now(); restMs > 0; restMs = until - performance.now()) {
        const reached = await place()
        if (reached && reached.epoch === log.epoch && reached.sequence >= log.lastSequence) return
        // The last events may be ones that nobody can read: they move no place.
        if ((await lag().catch(() => 1)) === 0) return
        await bell.rung(restMs)
      }
      throw unsure('view_behind', 'no such episode is known yet, and the view is behind the event log')
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

const unsure = (code: 'log_unavailable' | 'view_behind', detail: string) =>
  new HttpProblem(503, code, `${detail}; try again`, { headers: { 'retry-after': '1' } })
