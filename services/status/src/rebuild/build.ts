import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog, Recorded } from '@soundmill/event-log'
import type { Log } from '../log.ts'
import { createProjector } from '../projection/projector.ts'
import { SupersededError, type ViewSet } from '../store/index.ts'

/** Nobody waits for a single fact here, and a write costs the same for many. */
const BATCH = 1_000
const LOOK_MS = 20

/** The log is not the one it was when the rebuild began. */
export class LogChangedError extends Error {
  override name = 'LogChangedError'
}

/** Where facts come from and go to; it is over when the signal aborts. */
export type BuildDeps = { events: EventLog; set: ViewSet; log: Log; signal: AbortSignal }

/** See `openBuild`. */
export type Build = Awaited<ReturnType<typeof openBuild>>

/**
 * Folds the log from its start into a set, never further than it is told: between two orders the set stands still,
 * and holds exactly the facts up to there.
 */
export async function openBuild({ events, set, log, signal }: BuildDeps) {
  const over = new AbortController()
  const ending = AbortSignal.any([signal, over.signal])
  let limit = 0
  let [handed, offered, facts] = [0, 0, 0]
  let broken: Error | undefined
  let raise = () => {}

  const projector = createProjector({
    ...{ set, log, signal: ending, batch: BATCH },
    onWritten: () => {},
    onSuperseded: () => {
      broken ??= new SupersededError(set.name)
    },
  })

  async function take(recorded: Recorded): Promise<void> {
    offered = recorded.sequence
    while (recorded.sequence > limit && !ending.aborted) {
      await new Promise<void>((resolve) => {
        raise = resolve
      })
    }
    await projector.take(recorded)
    handed = recorded.sequence
    facts += 1
  }

  const following = await events.follow({ after: undefined }, take)
  void following.ended.then((end) => {
    if (end === 'place-lost') broken ??= new LogChangedError('the log was made anew while the view was built')
  })
  ending.addEventListener('abort', () => raise())

  const isThere = async (place: number) =>
    handed >= place || offered > place || (await following.lag().catch(() => 1)) === 0

  return {
    /** How many facts were folded so far, and the sequence of the last one. */
    progress: () => ({ facts, sequence: handed }),
    /**
     * Resolves when every fact up to this sequence is saved, and none after it. Rejects when the signal aborts, or
     * with LogChangedError or SupersededError.
     */
    async reach(place: number, onProgress: () => void = () => {}): Promise<void> {
      limit = Math.max(limit, place)
      raise()
      while (!broken && !(await isThere(limit))) {
        await sleep(LOOK_MS, undefined, { signal })
        onProgress()
      }
      await projector.settled()
      if (broken) throw broken
      signal.throwIfAborted()
    },
    async close(): Promise<void> {
      over.abort()
      await following.stop()
      await projector.settled()
    },
  }
}
