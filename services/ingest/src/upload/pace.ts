import type { IncomingMessage } from 'node:http'

/** How slow a client may be: this many bytes a second, over a window of this length. */
export type Pace = { windowMs: number; minBytesPerSecond: number }

/** Looks a window takes: enough to tell its waits from ours. */
const LOOKS = 30

/**
 * Calls `onStall` once when a client that we wait for sends too little of its body; `pace` is asked again with
 * every look. Time in which *we* did not read (a slow store) is not the client's. Stops by itself when all has
 * arrived; returns how to stop it before.
 */
export function watchPace(raw: IncomingMessage, pace: () => Pace, onStall: () => void): () => void {
  const lookMs = Math.max(1, Math.ceil(pace().windowMs / LOOKS))
  const arrived = countContent(raw)
  let waitedMs = 0
  let mark = 0

  const timer = setInterval(() => {
    if (raw.complete) return clearInterval(timer)
    // What lies here unread came sooner than we could take it.
    if (raw.readableLength > 0) return
    waitedMs += lookMs
    const { windowMs, minBytesPerSecond } = pace()
    if (waitedMs < windowMs) return
    if (arrived() - mark < (minBytesPerSecond * windowMs) / 1000) {
      clearInterval(timer)
      return onStall()
    }
    waitedMs = 0
    mark = arrived()
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * How many bytes of the body have arrived, what lies here already included. Not those of the line: what chunks are
 * wrapped in can be made as long as one likes. Node pushes content alone, and everything that reads it does so
 * behind that; a listener for `data` would make the body flow as soon as whoever reads it gives up.
 */
function countContent(raw: IncomingMessage): () => number {
  const push = raw.push.bind(raw)
  let bytes = raw.readableLength
  raw.push = (piece: unknown, encoding) => {
    if (piece instanceof Uint8Array) bytes += piece.length
    return push(piece, encoding)
  }
  return () => bytes
}
