import type { Levels, Loudness } from '../loudness.ts'
import { type Markup, markup } from './markup.ts'
import { grouped, measure, span } from './numbers.ts'
import { channelsOf, kilohertz } from './page-summary.ts'
import type { Report } from './report.ts'

type Rows = readonly (readonly (Markup | string)[])[]

/** Rows under a title of their own. */
export type Group = { title: string; rows: Rows }

export function table(caption: string, head: readonly string[], rows: Rows): Markup {
  return framed(caption, head, markup`<tbody>\n${rows.map(tableRow)}</tbody>\n`)
}

/** Groups without rows are left out. */
export function groupedTable(caption: string, head: readonly string[], groups: readonly Group[]): Markup {
  const bodies = groups
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ title, rows }) => markup`<tbody>
<tr><th scope="rowgroup" colspan="${head.length}">${title}</th></tr>
${rows.map(tableRow)}</tbody>
`,
    )
  return framed(caption, head, markup`${bodies}`)
}

function tableRow([first = '', ...rest]: readonly (Markup | string)[]): Markup {
  return markup`<tr><th scope="row">${first}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`
}

/** With borders of its own, so that it is a table also where the style sheet was lost, as in a mail. */
function framed(caption: string, head: readonly string[], bodies: Markup): Markup {
  return markup`<div class="wide"><table border="1" cellpadding="6" cellspacing="0">
<caption>${caption}</caption>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
${bodies}</table></div>
`
}

type Measured = {
  loudness: Loudness
  levels: Levels
  channels: number
  sampleRateHz: number
  codec: string
  bitrateKbps?: number
}
type Row = readonly [label: string, of: (measured: Measured) => string]

const MEASUREMENTS: readonly Row[] = [
  ['Integrated loudness', ({ loudness }) => measure(loudness.integratedLufs, 'LUFS')],
  ['Loudness range', ({ loudness }) => measure(loudness.loudnessRangeLu, 'LU')],
  ['Loudest three seconds', ({ loudness }) => measure(loudness.maxShortTermLufs, 'LUFS')],
  ['True peak', ({ loudness }) => measure(loudness.truePeakDbtp, 'dBTP')],
  ['Sample peak', ({ levels }) => measure(levels.samplePeakDbfs, 'dBFS')],
  ['RMS', ({ levels }) => measure(levels.rmsDbfs, 'dBFS')],
  ['Noise floor (quietest half second)', ({ levels }) => measure(levels.noiseFloorDbfs, 'dBFS')],
  ['Codec', ({ codec }) => codec],
  ['Channels', ({ channels }) => channelsOf(channels)],
  ['Sample rate', ({ sampleRateHz }) => kilohertz(sampleRateHz)],
  ['Bit rate (without the cover)', ({ bitrateKbps }) => measure(bitrateKbps, 'kb/s')],
]

/** The same numbers before and after. */
export function measurements({ recording, files }: Report): Markup {
  const columns = [recording, ...files.map((file) => file.measurements)]
  const rows = MEASUREMENTS.map(([label, of]) => [label, ...columns.map(of)])
  const lengths = [
    recording.decodedDurationSeconds,
    ...files.map((file) => file.measurements.durationSeconds),
  ]
  const sizes = files.map(({ bytes }) => `${grouped(bytes)} bytes`)
  return table(
    'Measured on the decoded samples',
    ['', 'Recording (before)', ...files.map(({ name }) => name)],
    [...rows, ['Length', ...lengths.map(span)], ['Size', '—', ...sizes]],
  )
}
