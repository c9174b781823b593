/** The server's promise that nobody else gets the job, as this process's own clock sees it. */
export interface Lease {
  /** Its full length, in milliseconds. */
  ackWaitMs: number
  /** Somebody else may have the job now: nothing may be said, acked or nakked any more. */
  lapsed(): boolean
  /** The server has confirmed what was said at this moment: `working`. Of no effect once lapsed. */
  renew(saidAt: number): void
}

/**
 * A lease that began when the job was asked for, not when it arrived: the server's own clock may have
 * started any time in between, so this one never runs longer than the server's.
 */
export function createLease(ackWaitMs: number, askedAt: number, now: () => number = monotonic): Lease {
  let until = askedAt + ackWaitMs
  const lapsed = () => now() >= until
  return {
    ackWaitMs,
    lapsed,
    renew(saidAt) {
      if (!lapsed()) until = Math.max(until, saidAt + ackWaitMs)
    },
  }
}

/** Milliseconds on a clock that no administrator sets back. It stands still for nobody: a stopped process is late. */
export const monotonic = (): number => Number(process.hrtime.bigint() / 1_000_000n)
