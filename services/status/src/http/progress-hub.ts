import { EventEmitter } from 'node:events'
import type { Progress } from '@soundmill/event-log'

/** See `createProgressHub`. */
export type ProgressHub = ReturnType<typeof createProgressHub>

/** One ear at the log's progress feed for however many streams. */
export function createProgressHub() {
  const streams = new EventEmitter().setMaxListeners(0)
  let count = 0
  return {
    report(progress: Progress): void {
      streams.emit(topic(progress.episode), progress)
    },
    /** Returns a function that stops it. */
    listen(episode: string, handle: (progress: Progress) => void): () => void {
      streams.on(topic(episode), handle)
      count += 1
      return () => {
        streams.off(topic(episode), handle)
        count -= 1
      }
    },
    /** How many streams listen. */
    size: () => count,
  }
}

const topic = (episode: string) => `episode ${episode}`
