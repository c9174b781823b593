import type { Chapter } from '../metadata.ts'
import { type Markup, markup } from './markup.ts'
import { span } from './numbers.ts'
import { AREA, COLOURS, levelAxis, picture, round, timeAxis, xOf } from './plot-axes.ts'
import type { Columns } from './waveform-columns.ts'

/** The recording as it came, and where its chapters begin. */
export function plotWaveform(
  columns: Columns,
  durationSeconds: number,
  chapters: readonly Chapter[],
): Markup {
  const description =
    `The highest and lowest samples of the recording over ${span(durationSeconds)}, 1 is full scale.` +
    (chapters.length > 0 ? ` Dashed lines mark the beginnings of ${chapters.length} chapters.` : '')
  const inside = chapters.filter(({ startSeconds }) => startSeconds < durationSeconds)
  return picture(
    { id: 'waveform', title: 'Waveform of the recording', description },
    markup`${levelAxis([-1, -0.5, 0, 0.5, 1], yOf, 'Full scale')}<path d="${outline(columns)}" fill="${COLOURS.before}"/>
${inside.map(({ startSeconds }) => chapterLine(xOf(startSeconds, durationSeconds)))}${timeAxis(durationSeconds)}`,
  )
}

function yOf(value: number): number {
  return round(AREA.top + (AREA.height * (1 - value)) / 2)
}

/** Along the highest samples and back along the lowest, never thinner than a line. */
function outline({ low, high }: Columns): string {
  const step = AREA.width / high.length
  const there = [...high].map((value, i) => `${round(AREA.left + i * step)} ${yOf(Math.max(value, 0.002))}`)
  const back = [...low].map((value, i) => `${round(AREA.left + i * step)} ${yOf(Math.min(value, -0.002))}`)
  return `M${[...there, ...back.reverse()].join('L')}Z`
}

function chapterLine(x: number): Markup {
  return markup`<line x1="${x}" y1="${AREA.top}" x2="${x}" y2="${AREA.top + AREA.height}" stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="3 3"/>
`
}
