/** `HH:MM:SS.mmm`, as WebVTT and Normal Play Time have it; three digits of hours and more where they are needed. */
export function clockMs(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  return `${clock(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`
}

/** `HH:MM:SS`, the fraction cut off. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const parts = [whole / 3600, (whole / 60) % 60, whole % 60]
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')
}

const NORMAL_PLAY_TIME = /^(?:(?:(\d{1,4}):)?(\d{1,3}):)?(\d{1,9}(?:[.,]\d{1,9})?)$/

/** Seconds of `1:35:52`, `7:48`, `35:12.250` or `37` (Normal Play Time, RFC 2326 section 3.6); NaN for anything else. */
export function secondsOf(time: string): number {
  const [, hours = 0, minutes = 0, seconds] = NORMAL_PLAY_TIME.exec(time.trim()) ?? []
  return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds?.replace(',', '.'))
}
