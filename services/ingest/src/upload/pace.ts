import type { IncomingMessage } from 'node:http'

/** How slow a client may be: this many bytes a second, over a window of this length. */
export type Pace = { windowMs: number; minBytesPerSecond: number }

/** Looks a window takes: enough to tell its waits from ours. */
const LOOKS = 30

/**
 * Calls `onStall` once when a client that we wait for sends too little. Time in which *we* did not read
 * (a slow store) is not the client's. Stops by itself when all has arrived; returns how to stop it before.
 */
export function watchPace(raw: IncomingMessage, pace: Pace, onStall: () => void): () => void {
  const { windowMs, minBytesPerSecond } = pace
  const lookMs = Math.max(1, Math.ceil(windowMs / LOOKS))
  const leastBytes = (minBytesPerSecond * windowMs) / 1000
  let waitedMs = 0
  let mark = raw.socket.bytesRead

  const timer = setInterval(() => {
    if (raw.complete) return clearInterval(timer)
    // What lies here unread came sooner than we could take it.
    if (raw.readableLength > 0) return
    waitedMs += lookMs
    if (waitedMs < windowMs) return
    const arrived = raw.socket.bytesRead - mark
    if (arrived < leastBytes) {
      clearInterval(timer)
      return onStall()
    }
    waitedMs = 0
    mark = raw.socket.bytesRead
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}
