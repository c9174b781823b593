import type { Levels, Loudness } from '../loudness.ts'
import type { Judgement, Verdict } from './judge.ts'
import { type Markup, markup } from './markup.ts'
import { grouped, listed, measure, span } from './numbers.ts'
import { channelsOf, kilohertz } from './page-summary.ts'
import type { Report } from './report.ts'

/** Readable without colours and without style sheets: a sign and a word. */
const WORDS: Record<Verdict, string> = { pass: '✓ pass', warn: '! warn', fail: '✗ fail' }

/** The borders are for readers whose browser may not use the style sheet. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (Markup | string)[])[],
): Markup {
  return markup`<div class="wide"><table border="1" cellpadding="6" cellspacing="0">
<caption>${caption}</caption>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(([first = '', ...rest]) => markup`<tr><th scope="row">${first}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`
}

/** Every profile against the recording and each rendition; under it, why, for whatever did not pass. */
export function verdicts({ recording, files, target }: Report): Markup {
  const judged = [
    { name: 'Recording (before)', profiles: recording.profiles },
    ...files.flatMap(({ name, profiles }) => (profiles ? [{ name, profiles }] : [])),
  ]
  const rows = recording.profiles.map(({ profile, title }) => [
    title,
    ...judged.map(({ profiles }) => word(profiles.find((other) => other.profile === profile))),
  ])
  return markup`<p>Each delivery asks for a loudness of its own, so no file can meet them all. These were made for ${measure(target.integratedLufs, 'LUFS')}.</p>
${table('How the recording and each file stand', ['Delivery to', ...judged.map(({ name }) => name)], rows)}
<details open><summary>Why not all pass</summary>
<ul>
${reasons(judged).map(([reason, names]) => markup`<li>${listed(names)}: ${reason}</li>\n`)}</ul>
</details>
`
}

function word(judgement: Judgement | undefined): Markup | string {
  return judgement ? markup`<span class="${judgement.verdict}">${WORDS[judgement.verdict]}</span>` : '—'
}

/** What did not pass and why, and of which files that is true, each reason once. */
function reasons(judged: readonly { name: string; profiles: readonly Judgement[] }[]): [string, string[]][] {
  const names = new Map<string, string[]>()
  for (const { name, profiles } of judged) {
    for (const { title, checks } of profiles) {
      const bad = checks.filter(({ verdict }) => verdict !== 'pass').map(({ detail }) => detail)
      const reason = `${title}. ${bad.join(' ')}`
      if (bad.length > 0) names.set(reason, [...(names.get(reason) ?? []), name])
    }
  }
  return [...names]
}

type Measured = { loudness: Loudness; levels: Levels; channels: number; sampleRateHz: number; codec: string }
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
