import { clock } from '../chapters/clock.ts'
import type { LoudnessCurve } from '../loudness.ts'
import { type FinishedEpisode, isRendition } from './finished-episode.ts'
import { type Markup, markup } from './markup.ts'
import { decimal, listed } from './numbers.ts'
import { table } from './page-tables.ts'
import { type Line, plotLoudness, stretches } from './plot-loudness.ts'

const ROWS = 12

/** The plot, what its lines are, and the same as numbers. */
export function loudnessOverTime({ inspected, files, target }: FinishedEpisode): Markup {
  const before: Line = { label: 'Recording (before)', curve: inspected.curve }
  const after = files.filter(isRendition).map(({ name, curve }) => ({ label: name, curve }))
  const names = after.map(({ label }) => label)
  return markup`<figure>
${plotLoudness(before, after, target)}
<figcaption>Loudness over three seconds, at each second from the third on. Orange: the recording as it came. Blue: ${listed(names) || 'nothing'}, where they differ in patterns of dashes, the first one whole. Green: the target.</figcaption>
</figure>
<details><summary>The same as numbers</summary>
${numbers([before, ...after])}<p>Each number looks back over three seconds, so there is none (—) before the third second, nor where nothing can be heard.</p>
</details>
`
}

/** A dozen stretches of time, and the mean of each. */
function numbers(lines: readonly Line[]): Markup {
  const longest = lines.reduce<LoudnessCurve>(
    (best, { curve }) => (curve.length > best.length ? curve : best),
    [],
  )
  const width = Math.max(1, Math.ceil(longest.length / ROWS))
  const columns = lines.map(({ curve }) => stretches(curve, width))
  const rows = Array.from({ length: Math.ceil(longest.length / width) }, (_, row) => [
    `${clock(row * width)} to ${clock(Math.min(longest.length, (row + 1) * width))}`,
    ...columns.map((points) => {
      const lufs = points[row]?.lufs
      return typeof lufs === 'number' ? `${decimal(lufs)} LUFS` : '—'
    }),
  ])
  return table('Mean short-term loudness', ['Time', ...lines.map(({ label }) => label)], rows)
}
