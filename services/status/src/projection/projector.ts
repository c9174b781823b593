import type { Place, Recorded } from '@soundmill/event-log'
import type { Log } from '../log.ts'
import { SupersededError, type ViewSet } from '../store/index.ts'
import { fold } from '../views/fold.ts'
import { pauseAfter } from './pause.ts'

/** So many facts are folded and saved together while there are more than one waiting. */
const BATCH = 200
/** So many batches may wait before the log is asked to wait too; of 200 facts, at 64 KiB a fact, 25 MiB. */
const WAITING_BATCHES = 2

/** Where facts go, and who wants to know. It is over when the signal aborts. */
export type ProjectorDeps = {
  set: ViewSet
  /** Called when facts of these episodes can be read: the next ones of the log, in order. */
  onWritten: (episodes: Set<string>, written: readonly Recorded[]) => void
  /** Called once, when the set turns out not to be written any more. */
  onSuperseded: () => void
  log: Log
  signal: AbortSignal
  /** How many facts are saved together at most; default 200. */
  batch?: number
}

/** See `createProjector`. */
export type Projector = ReturnType<typeof createProjector>

/**
 * Folds facts into a set, in order, many at a time when they come faster than they can be saved. What the
 * store does not take is tried again until it does; the place in the log moves on only with what was saved.
 */
export function createProjector(deps: ProjectorDeps) {
  const { set, onWritten, onSuperseded, log, signal, batch: most = BATCH } = deps
  const waiting: Recorded[] = []
  let saving: Promise<void> | undefined
  let savingBatch: Promise<void> | undefined
  let superseded = false
  let written: Place | undefined = set.place
  const isOver = () => superseded || signal.aborted

  async function save(batch: Recorded[], last: Recorded) {
    const episodes = new Set(batch.map(({ event }) => event.episode))
    const known = await set.episodes([...episodes])
    const place = placeOf(last)
    await set.write({ ...fold(known, batch), place })
    written = place
    waiting.splice(0, batch.length)
    onWritten(episodes, batch)
  }

  async function saveInsistently(batch: Recorded[], last: Recorded) {
    for (let failures = 0; !isOver(); failures++) {
      try {
        return await save(batch, last)
      } catch (err) {
        if (err instanceof SupersededError) {
          superseded = true
          return onSuperseded()
        }
        log.warn({ err, failures, set: set.name }, 'cannot save the views, will try again')
        await pauseAfter(failures, signal)
      }
    }
  }

  async function saveAll() {
    for (;;) {
      const batch = waiting.slice(0, most)
      const last = batch.at(-1)
      if (!last || isOver()) break
      savingBatch = saveInsistently(batch, last)
      await savingBatch
    }
    saving = undefined
  }

  return {
    /** Takes a fact in; waits only while too many others do. What comes when it is over is left to the next time. */
    async take(recorded: Recorded): Promise<void> {
      while (waiting.length >= WAITING_BATCHES * most && saving) await savingBatch
      if (isOver()) return
      waiting.push(recorded)
      saving ??= saveAll()
    },
    /** Resolves when everything taken in so far was saved; to false when it was not, and never will be. */
    async settled(): Promise<boolean> {
      await saving
      return !isOver()
    },
    /** Up to here everything was saved. */
    written: () => written,
    /** What was taken in and not saved yet, oldest first. */
    waiting: (): readonly Recorded[] => waiting,
  }
}

function placeOf({ event, sequence, position }: Recorded): Place {
  return { epoch: position.slice(0, -`-${sequence}`.length), sequence, id: event.id }
}
