import type { LoudnessCurve, LoudnessTarget } from '../loudness.ts'
import { type Markup, markup } from './markup.ts'
import { decimal, span } from './numbers.ts'
import { AREA, COLOURS, levelAxis, picture, round, timeAxis, xOf } from './plot-axes.ts'

export type Line = { label: string; curve: LoudnessCurve }

/** What is quieter is drawn here: silence must not flatten all the rest. */
const FLOOR_LUFS = -50
const MAX_POINTS = 800
/** Files often lie on top of each other: each has its own pattern. */
const DASHES = [undefined, '8 4', '2 4', '12 4 2 4', '4 4']

/** Loudness over time before and after, with the target and its tolerance. */
export function plotLoudness(before: Line, after: readonly Line[], target: LoudnessTarget): Markup {
  const durationSeconds = Math.max(1, ...[before, ...after].map(({ curve }) => curve.length))
  const { integratedLufs, toleranceLu } = target
  const goal = `${decimal(integratedLufs)} LUFS ±${decimal(toleranceLu)} LU`
  const description =
    `Short-term loudness (over three seconds) of the recording and of each file during ${span(durationSeconds)}. ` +
    `The band is the target of the whole, ${goal}. Lines begin with the third second. The same as numbers is in the table below.`
  const lines = after.map(({ curve }, i) =>
    drawn(curve, durationSeconds, COLOURS.after, DASHES[i % DASHES.length]),
  )
  return picture(
    { id: 'loudness', title: 'Loudness before and after', description },
    markup`${band(integratedLufs, toleranceLu)}${levelAxis([-50, -40, -30, -20, -10, 0], yOf, 'Short-term loudness (LUFS)')}${drawn(before.curve, durationSeconds, COLOURS.before)}${lines}${timeAxis(durationSeconds)}`,
  )
}

function yOf(lufs: number): number {
  const inside = Math.min(0, Math.max(FLOOR_LUFS, lufs))
  return round(AREA.top + (AREA.height * inside) / FLOOR_LUFS)
}

function band(integratedLufs: number, toleranceLu: number): Markup {
  const [top, bottom, middle] = [
    yOf(integratedLufs + toleranceLu),
    yOf(integratedLufs - toleranceLu),
    yOf(integratedLufs),
  ]
  const right = AREA.left + AREA.width
  return markup`<rect x="${AREA.left}" y="${top}" width="${AREA.width}" height="${round(bottom - top)}" fill="${COLOURS.allowed}" fill-opacity="0.35"/>
<line x1="${AREA.left}" y1="${middle}" x2="${right}" y2="${middle}" stroke="${COLOURS.allowed}" stroke-width="1.5"/>
`
}

function drawn(curve: LoudnessCurve, durationSeconds: number, colour: string, dashes?: string): Markup {
  const pattern = dashes === undefined ? undefined : markup` stroke-dasharray="${dashes}"`
  return markup`<path d="${path(curve, durationSeconds)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"${pattern}/>
`
}

/** A line with gaps where there is nothing to hear. A point stands for the end of its second. */
function path(curve: LoudnessCurve, durationSeconds: number): string {
  let pen = 'M'
  const steps = stretches(curve, Math.max(1, Math.ceil(curve.length / MAX_POINTS))).map(
    ({ seconds, lufs }) => {
      if (lufs === null) {
        pen = 'M'
        return ''
      }
      const step = `${pen}${xOf(seconds, durationSeconds)} ${yOf(lufs)}`
      // A lone point between two gaps is seen as a dot.
      const dot = pen === 'M' ? 'h0' : ''
      pen = 'L'
      return step + dot
    },
  )
  return steps.join('') || 'M0 0'
}

type Point = { seconds: number; lufs: number | null }

/** A point for so many seconds each, 1 or more: the mean of what can be heard in them. */
export function stretches(curve: LoudnessCurve, width: number): Point[] {
  return Array.from({ length: Math.ceil(curve.length / width) }, (_, i) => {
    const stretch = curve.slice(i * width, (i + 1) * width)
    const heard = stretch.filter((lufs) => lufs !== null)
    const sum = heard.reduce((total, lufs) => total + lufs, 0)
    return { seconds: i * width + stretch.length, lufs: heard.length > 0 ? sum / heard.length : null }
  })
}
