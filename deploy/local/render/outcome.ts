import type { Finding, Loudness, ProducedFile } from '@soundmill/audio'
import { duration, level, size, table } from '@soundmill/cli/terminal'

/** What became of one recording, as `--json` prints it. `missed`: a file is not where its target is. */
export type Outcome = { file: string; missed: boolean } & (
  | {
      outcome: 'succeeded'
      directory: string
      /** Names of files of an earlier run that were removed from the directory. */
      removed: readonly string[]
      source: { container: string; codec: string; durationSeconds: number; loudness: Loudness }
      findings: readonly Finding[]
      files: Omit<ProducedFile, 'path'>[]
    }
  | { outcome: 'failed'; code: string; reason: string }
  | { outcome: 'interrupted' }
)

/** What the command ends with when nobody interrupted it; see USAGE. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.some(({ outcome }) => outcome !== 'succeeded')) return 1
  return outcomes.some(({ missed }) => missed) ? 3 : 0
}

/** What a person wants to know of it: lines for the terminal. */
export function outcomeLines(result: Outcome): string[] {
  if (result.outcome === 'interrupted') return ['interrupted']
  if (result.outcome === 'failed') return [`failed (${result.code}): ${result.reason}`]
  const { source, files, findings, directory, removed } = result
  const before = [`before (${source.codec})`, '', ...soundOf(source.loudness, source.durationSeconds)]
  const heading = ['', 'size', 'loudness', 'range', 'true peak', 'duration']
  return [
    ...table([heading, before, ...files.map(rowOf)], [1, 2, 3, 4, 5]).map((line) => `  ${line}`),
    ...findings.map(
      ({ code, detail, artifact }) => `  found${artifact ? ` in ${artifact}` : ''}: ${code}: ${detail}`,
    ),
    ...(removed.length > 0 ? [`  removed, left by an earlier run: ${removed.join(', ')}`] : []),
    `  → ${directory}`,
  ]
}

function rowOf({ name, bytes, measurements, withinTarget }: Omit<ProducedFile, 'path'>): string[] {
  const sound = measurements ? soundOf(measurements.loudness, measurements.durationSeconds) : []
  return [name, size(bytes), ...sound, ...(withinTarget === false ? ['misses the target'] : [])]
}

const soundOf = ({ integratedLufs, loudnessRangeLu, truePeakDbtp }: Loudness, seconds: number) => [
  level(integratedLufs, 'LUFS'),
  level(loudnessRangeLu, 'LU'),
  level(truePeakDbtp, 'dBTP'),
  duration(seconds),
]
