import { duration } from '../terminal/numbers.ts'

/** `2026-11-24 16:01:07`, in this machine's time zone; as it came where it is no time. */
export function clock(time: string): string {
  const at = new Date(time)
  if (Number.isNaN(at.getTime())) return time
  // Swedes write dates as ISO 8601 does.
  return at.toLocaleString('sv-SE')
}

/** How long something takes that may not have ended: `3:05`, or nothing where a time is missing. */
export function between(from: string | undefined, to: string | undefined): string {
  if (from === undefined || to === undefined) return ''
  const ms = Date.parse(to) - Date.parse(from)
  return Number.isNaN(ms) ? '' : duration(Math.max(0, ms / 1000))
}

/** `for 3:05`, `for 2 days`; `now` in milliseconds since the epoch. */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000)
  if (Number.isNaN(seconds)) return ''
  const days = Math.floor(seconds / 86_400)
  return days >= 2 ? `${days} days` : duration(seconds)
}
