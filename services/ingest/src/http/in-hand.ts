import { HttpProblem } from '@soundmill/runtime'
import type { FastifyRequest } from 'fastify'
import { lengthWrong, stopping, translated } from '../problems.ts'
import { limitDuration } from '../upload/deadline.ts'
import { type Paces, type Receiving, watchReceiving } from '../upload/receiving.ts'
import { createPlaces, type Room } from './places.ts'

export type InHandOptions = Room & {
  /** How slow a body may be, by whether its length is declared. */
  paces: Paces
  /** How long a body may take altogether, however fast it is. */
  maxUploadMs: number
  /** Told how many uploads are under way, whenever that changes. */
  onCount?(uploads: number): void
  /** Told the code of every upload that was refused or failed. */
  onRefused?(code: string): void
}

/** The uploads that are running, and the way they end when the process does. */
export type InHand = ReturnType<typeof createInHand>

export function createInHand({ paces, maxUploadMs, onCount, onRefused, ...room }: InHandOptions) {
  const running = new Map<Promise<unknown>, { receiving: Receiving; raw: FastifyRequest['raw'] }>()
  const places = createPlaces(room)
  const givingUp = new AbortController()
  let closed = false

  async function take<T>(
    { raw, ip }: Pick<FastifyRequest, 'raw' | 'ip'>,
    work: (receiving: Receiving) => Promise<T>,
  ): Promise<T> {
    if (closed) throw stopping()
    // Whatever its type says, a client that has left already has none.
    const leave = places.take(ip ?? '')
    onCount?.(places.count())
    const receiving = watchReceiving(raw, paces)
    const stopClock = limitDuration(receiving, maxUploadMs)
    const result = work(receiving)
    running.set(result, { receiving, raw })
    try {
      return await result
    } finally {
      running.delete(result)
      stopClock()
      receiving.done()
      leave()
      onCount?.(places.count())
    }
  }

  return {
    /** Aborts when the process waits no longer: for what goes on after a client has left. */
    givenUp: givingUp.signal,

    /**
     * Runs `work` on a request's body; every upload passes here. Throws `stopping` when no more is taken and
     * `too_many_uploads` when there is no room, before a byte of it is read. Failures of what we depend on come
     * out as problems.
     */
    async take<T>(
      request: Pick<FastifyRequest, 'raw' | 'ip'>,
      work: (receiving: Receiving) => Promise<T>,
    ): Promise<T> {
      try {
        return await take(request, work)
      } catch (error) {
        const failure = translated(error)
        onRefused?.(failure instanceof HttpProblem ? failure.code : 'internal')
        throw failure
      }
    },

    /**
     * For `clientError`: when what came after a body is no request, the length of that body was a lie, and it is
     * given up. An upload that is committed already stays, and so does one whose client only left.
     */
    distrust(error: Error, socket: unknown): void {
      if (!('code' in error && String(error.code).startsWith('HPE_'))) return
      for (const { receiving, raw } of running.values()) {
        if (raw.socket === socket && raw.complete) receiving.abort(lengthWrong())
      }
    },

    /** Takes no more, waits for what runs, gives up after `graceMs` on bodies that are still arriving. */
    async stop(graceMs: number): Promise<void> {
      closed = true
      const impatient = setTimeout(() => {
        givingUp.abort(stopping())
        for (const { receiving } of running.values()) receiving.abort(stopping())
      }, graceMs)
      await Promise.allSettled(running.keys())
      clearTimeout(impatient)
    },
  }
}
