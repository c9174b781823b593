import { EventEmitter } from 'node:events'
import type { Progress } from '@soundmill/event-log'
import type { Whose } from './fact-reader.ts'

/** At most one report of a job in so many milliseconds is passed on, the newest. */
const EVERY_MS = 1_000

/** A report as a server-sent event, made once for all streams; and the job it is of. */
export type ProgressFrame = { job: string; frame: Buffer }

type Handle = (progress: ProgressFrame) => void

/** See `createProgressHub`. */
export type ProgressHub = ReturnType<typeof createProgressHub>

/** One ear at the log's progress feed for however many streams. `close` it, for it holds timers. */
export function createProgressHub(everyMs = EVERY_MS) {
  const streams = new EventEmitter().setMaxListeners(0)
  /** Jobs a report of which was passed on just now, and the newest since. */
  const resting = new Map<string, { timer: NodeJS.Timeout; newest?: Progress }>()
  let count = 0

  function tell(progress: Progress) {
    const { job } = progress
    resting.set(job, { timer: setTimeout(() => rested(job), everyMs) })
    const { episode, show } = progress
    const topics = [topic({ episode }), topic({ show }), topic({})]
    if (topics.every((name) => streams.listenerCount(name) === 0)) return
    const frame = Buffer.from(`event: progress\ndata: ${JSON.stringify(progress)}\n\n`)
    for (const name of topics) streams.emit(name, { job, frame })
  }

  function rested(job: string) {
    const newest = resting.get(job)?.newest
    resting.delete(job)
    if (newest) tell(newest)
  }

  return {
    report(progress: Progress): void {
      const rest = resting.get(progress.job)
      if (rest) rest.newest = progress
      else tell(progress)
    },
    /** Those of an episode, of a show, or all. Returns a function that stops it. */
    listen(whose: Whose, handle: Handle): () => void {
      streams.on(topic(whose), handle)
      count += 1
      return () => {
        streams.off(topic(whose), handle)
        count -= 1
      }
    },
    /** How many streams listen. */
    size: () => count,
    close() {
      for (const { timer } of resting.values()) clearTimeout(timer)
      resting.clear()
    },
  }
}

function topic({ episode, show }: Whose): string {
  if (episode !== undefined) return `episode ${episode}`
  return show === undefined ? 'everything' : `show ${show}`
}
