/** `−16.0 LUFS`; minus infinity for `null`, as digital silence has it. */
export function level(value: number | null | undefined, unit: string): string {
  if (value === undefined) return ''
  if (value === null) return `−∞ ${unit}`
  // Not −0.0: nobody means that.
  const rounded = value
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−')
  return `${rounded} ${unit}`
}

/** `1.2 MB`, in powers of a thousand, as shops and file managers count. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** `11.0 s`, `3:05`, `1:02:05`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const clock = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(whole / 3600)
  return hours > 0 ? `${hours}:${clock.join(':')}` : clock.join(':').replace(/^0/, '')
}

/** `1 episode`, `12 episodes`, `3 dead letters`. */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`
}
