import { clock } from '../chapters/clock.ts'
import { type Markup, markup } from './markup.ts'

/** Where the drawing is within its picture, in its units; the axes go around it. */
export const AREA = { left: 64, top: 12, width: 800, height: 240 } as const
export const PICTURE = { width: AREA.left + AREA.width + 40, height: AREA.top + AREA.height + 48 } as const

/** Colours that can be told apart, also by who sees fewer, on white and on black; 3:1 against both (WCAG 1.4.11). */
export const COLOURS = { before: '#c2620a', after: '#2f7ed8', allowed: '#3c9a5f' } as const

/** A picture with a name and a description for who does not see it. */
export function picture(
  { id, title, description }: { id: string; title: string; description: string },
  content: Markup,
): Markup {
  return markup`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${PICTURE.width} ${PICTURE.height}" width="100%" font-family="sans-serif" font-size="13">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
${content}
</svg>`
}

export function xOf(seconds: number, durationSeconds: number): number {
  return round(AREA.left + (AREA.width * seconds) / durationSeconds)
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Steps people count in: seconds, minutes, hours. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]

/** Nine marks at most, or one for each day. */
export function timeAxis(durationSeconds: number): Markup {
  const step = STEPS.find((candidate) => durationSeconds / candidate <= 8) ?? 86_400
  const bottom = AREA.top + AREA.height
  const marks = Array.from({ length: Math.floor(durationSeconds / step) + 1 }, (_, i) => {
    const x = xOf(i * step, durationSeconds)
    return markup`<line x1="${x}" y1="${bottom}" x2="${x}" y2="${bottom + 5}" stroke="currentColor"/>
<text x="${x}" y="${bottom + 20}" text-anchor="middle" fill="currentColor">${clock(i * step)}</text>
`
  })
  return markup`${marks}<text x="${AREA.left + AREA.width / 2}" y="${bottom + 40}" text-anchor="middle" fill="currentColor">Time (hours, minutes, seconds)</text>
`
}

/** A line across the drawing for each value, with its number; `label` says what they are. */
export function levelAxis(values: readonly number[], yOf: (value: number) => number, label: string): Markup {
  const middle = AREA.top + AREA.height / 2
  const lines = values.map((value) => {
    const y = yOf(value)
    const number = value < 0 ? `−${-value}` : String(value)
    return markup`<line x1="${AREA.left}" y1="${y}" x2="${AREA.left + AREA.width}" y2="${y}" stroke="currentColor" stroke-opacity="0.2"/>
<text x="${AREA.left - 8}" y="${round(y + 4)}" text-anchor="end" fill="currentColor">${number}</text>
`
  })
  return markup`${lines}<text x="16" y="${middle}" text-anchor="middle" transform="rotate(-90 16 ${middle})" fill="currentColor">${label}</text>
`
}
