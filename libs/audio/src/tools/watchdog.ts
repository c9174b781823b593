import { AudioError } from '../audio-error.ts'

/** How long to wait for a run. */
export type Patience = {
  /** Without any progress. */
  stallMs: number
  /** Altogether, given the seconds of audio it has reached so far. */
  wallMs: (reachedSeconds: number) => number
}

export type Watchdog = {
  /** Something moved, up to this second of audio. */
  progressed(reachedSeconds: number): void
  stop(): void
}

const TICKS_PER_STALL = 20

/**
 * Bites once, with `stalled` or `timeout`. Time is counted in its own ticks, not on the clock: when this
 * process was itself stopped or its event loop blocked, one tick passes and the child is not blamed.
 */
export function startWatchdog(patience: Patience, bite: (error: AudioError) => void): Watchdog {
  const tickMs = Math.min(1000, patience.stallMs / TICKS_PER_STALL)
  let passedMs = 0
  let quietMs = 0
  let reached = 0
  const timer = setInterval(() => {
    passedMs += tickMs
    quietMs += tickMs
    const wallMs = patience.wallMs(reached)
    if (quietMs <= patience.stallMs && passedMs <= wallMs) return
    clearInterval(timer)
    if (quietMs > patience.stallMs) bite(new AudioError('stalled', `no progress for ${seconds(quietMs)}`))
    else bite(new AudioError('timeout', `not done after ${seconds(passedMs)}`))
  }, tickMs)
  return {
    progressed(reachedSeconds) {
      quietMs = 0
      reached = Math.max(reached, reachedSeconds)
    },
    stop: () => clearInterval(timer),
  }
}

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`
