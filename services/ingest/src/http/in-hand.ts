import type { IncomingMessage } from 'node:http'
import { stopping } from '../problems.ts'
import type { Pace } from '../upload/pace.ts'
import { type Receiving, watchReceiving } from '../upload/receiving.ts'

/** The uploads that are running, and the way they end when the process does. */
export type InHand = ReturnType<typeof createInHand>

export function createInHand(pace: Pace) {
  const running = new Map<Promise<unknown>, Receiving>()
  let closed = false

  return {
    /** Runs `work` on a request's body. Throws `stopping` when no more is taken. */
    async take<T>(raw: IncomingMessage, work: (receiving: Receiving) => Promise<T>): Promise<T> {
      if (closed) throw stopping()
      const receiving = watchReceiving(raw, pace)
      const result = work(receiving)
      running.set(result, receiving)
      try {
        return await result
      } finally {
        running.delete(result)
        receiving.done()
      }
    },

    /** Takes no more, waits for what runs, gives up after `graceMs` on bodies that are still arriving. */
    async stop(graceMs: number): Promise<void> {
      closed = true
      const impatient = setTimeout(() => {
        for (const receiving of running.values()) receiving.abort(stopping())
      }, graceMs)
      await Promise.allSettled(running.keys())
      clearTimeout(impatient)
    },
  }
}
