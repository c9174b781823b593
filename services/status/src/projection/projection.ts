import type { EventLog, Following } from '@soundmill/event-log'
import type { Log } from '../log.ts'
import { type StatusStore, SupersededError, type ViewSet } from '../store/index.ts'
import type { News } from './news.ts'
import { pauseAfter } from './pause.ts'
import { createProjector, type Projector } from './projector.ts'
import { whileServed } from './still-served.ts'
import type { Tail } from './tail.ts'

/** Where facts come from, where views go, and who is told. */
export type ProjectionDeps = {
  events: EventLog
  store: StatusStore
  news: News
  tail: Tail
  log: Log
  /** Called after an `erased` was written. */
  onErased: () => void
  /** Called for every event that was skipped because this release cannot read it. */
  onSkipped?: (() => void) | undefined
}

/** See `createProjection`. */
export type Projection = ReturnType<typeof createProjection>

/**
 * Keeps the views up with the log until it is stopped, whatever is down meanwhile. When the place it had is
 * lost (the log was made anew), it builds another set beside the one that is served, and swaps them.
 */
export function createProjection(deps: ProjectionDeps) {
  const { events, store, news, tail, log, onErased, onSkipped = () => {} } = deps
  const stopping = new AbortController()
  const { signal } = stopping
  const stopped = new Promise<'stopped'>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  let running: Promise<void> | undefined
  let caughtUp = false
  let present: { following: Following; projector: Projector } | undefined

  function served({ name }: ViewSet, projector: Projector) {
    if (!caughtUp) log.info({ set: name, place: projector.written() }, 'the view has caught up')
    caughtUp = true
    tail.begin(name, projector.written()?.sequence ?? 0)
    news.tellAll()
  }

  /** Everything that was in the log is in the set: from now on it is the one to be seen. */
  async function serve(set: ViewSet, projector: Projector): Promise<void> {
    for (let failures = 0; await projector.settled(); failures++) {
      try {
        await store.serve(set.name)
        return served(set, projector)
      } catch (err) {
        if (err instanceof SupersededError) throw err
        log.warn({ err, set: set.name }, 'cannot serve the views, will try again')
        await pauseAfter(failures, signal)
      }
    }
  }

  async function followInto(set: ViewSet): Promise<'stopped' | 'superseded' | 'place-lost'> {
    let supersede: (end: 'superseded') => void = () => {}
    const superseded = new Promise<'superseded'>((resolve) => {
      supersede = resolve
    })
    const over = new AbortController()
    const projector = createProjector({
      set,
      onWritten(episodes, written) {
        tail.push(set.name, written)
        news.tell(episodes)
        if (written.some(({ event }) => event.fact === 'erased')) onErased()
      },
      onSuperseded: () => supersede('superseded'),
      log,
      signal: over.signal,
    })
    const following = await events.follow({ after: set.place, onSkipped }, projector.take)
    present = { following, projector }
    const serving = following.caughtUp.then(() => serve(set, projector))
    const unserved = serving
      .then(() => whileServed(store, set.name, over.signal))
      .then((): 'superseded' => 'superseded')
    try {
      return await Promise.race([stopped, superseded, following.ended, unserved])
    } finally {
      over.abort()
      tail.end()
      await following.stop()
      await projector.settled()
    }
  }

  async function keepUp() {
    const lost = new Set<string>()
    let failures = 0
    while (!signal.aborted) {
      try {
        const set = await store.toWrite(lost)
        const end = await followInto(set)
        if (end === 'stopped') return
        log.warn({ set: set.name, end }, 'the views go on in another set')
        lost.add(set.name)
        failures = 0
      } catch (err) {
        log.warn({ err }, 'cannot follow the log into the views, will try again')
        await pauseAfter(failures++, signal)
      }
    }
  }

  return {
    /** Begins in the background: neither the log nor the store has to be there. */
    start() {
      running ??= keepUp()
    },
    /** Whether a complete view was ever served since the start. */
    caughtUp: () => caughtUp,
    /** How many facts of the log are not in the view yet. Rejects when the log cannot be asked. */
    async lagMessages(): Promise<number> {
      if (!present) return (await events.state()).lastSequence
      return (await present.following.lag()) + present.projector.waiting().length
    },
    /** How old the oldest fact is that was heard and is not in the view yet; 0 when there is none. */
    lagSeconds(now = Date.now()): number {
      const oldest = present?.projector.waiting()[0]
      return oldest ? Math.max(0, (now - Date.parse(oldest.event.time)) / 1000) : 0
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
