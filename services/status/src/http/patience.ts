import type { FastifyReply } from 'fastify'
import type { News } from '../projection/news.ts'
import { createBell } from './bell.ts'

/** How long a request may wait, whom it waits for, and what ends it early. */
export type Patience = {
  /** When it is over, on the clock of `performance.now()`. */
  until: number
  /** Whoever asked; nobody waits for a client that has gone. */
  reply: FastifyReply
  closing: AbortSignal
  news: News
}

/**
 * Reads, and reads again after news of the episode (or of any), until it is enough or patience is at an end.
 * Resolves to what was read last: a caller has to look whether it is enough.
 */
export async function readUntil<T>(
  { until, reply, closing, news }: Patience,
  episode: string | undefined,
  read: () => Promise<T>,
  enough: (value: T) => boolean,
): Promise<T> {
  const bell = createBell()
  const stopListening = news.listen(episode, bell.ring)
  reply.raw.once('close', bell.ring)
  closing.addEventListener('abort', bell.ring)
  try {
    for (;;) {
      const value = await read()
      const restMs = until - performance.now()
      if (enough(value) || restMs <= 0 || closing.aborted || reply.raw.destroyed) return value
      await bell.rung(restMs)
    }
  } finally {
    stopListening()
    reply.raw.off('close', bell.ring)
    closing.removeEventListener('abort', bell.ring)
  }
}
