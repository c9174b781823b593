import { HttpProblem } from '@soundmill/runtime'

/** So many streams unless told otherwise; each takes some 40 KiB (measured by bench:status). */
export const MAX_STREAMS = 5_000

/** Streams are opened again within seconds; those of slow readers are free again after two heartbeats. */
const RETRY_AFTER_SECONDS = 5

/** See `createSeats`. */
export type Seats = ReturnType<typeof createSeats>

/** Room for so many streams of the process. */
export function createSeats(most: number) {
  let taken = 0
  return {
    /** Returns how to give it back, which is harmless again. Throws 503 when all are taken. */
    take(): () => void {
      if (taken >= most) throw full(most)
      taken += 1
      let isMine = true
      return () => {
        if (isMine) taken -= 1
        isMine = false
      }
    },
  }
}

const full = (most: number) =>
  new HttpProblem(
    503,
    'too_many_streams',
    `this process has ${most} streams of events open and takes no more`,
    {
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    },
  )
