/** `−16.0 LUFS`: a real minus sign and a fixed number of digits, so that columns line up. */
export function measure(value: number | null | undefined, unit: string, digits = 1): string {
  if (value === undefined) return '—'
  if (value === null) return `−∞ ${unit}`
  return `${decimal(value, digits)} ${unit}`
}

/** Whole numbers in groups of three. */
export function decimal(value: number, digits = 1): string {
  const text = digits === 0 ? grouped(Math.round(Math.abs(value))) : Math.abs(value).toFixed(digits)
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `−${text}` : text
}

/** `+6.0 dB`: for a change, whose direction must be seen. */
export function change(value: number, unit: string, digits = 1): string {
  const text = decimal(value, digits)
  return `${Number(value.toFixed(digits)) > 0 ? '+' : ''}${text} ${unit}`
}

/** `1 h 2 min 3 s`, to the second; below a minute to the tenth. */
export function span(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const parts = [`${whole % 60} s`]
  if (whole >= 60) parts.unshift(`${Math.floor(whole / 60) % 60} min`)
  if (whole >= 3600) parts.unshift(`${Math.floor(whole / 3600)} h`)
  return parts.join(' ')
}

/** `12,345,678`, whatever the language of the machine. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `a`, `a and b`, `a, b and c`; after a denial `or`. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  const end = words.at(-1) ?? ''
  return words.length < 2 ? end : `${words.slice(0, -1).join(', ')} ${last} ${end}`
}
