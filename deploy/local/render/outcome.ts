import type { Finding, Loudness, ProducedFile } from '@soundmill/audio'
import { duration, level, size } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'

/** What became of one recording, as `--json` prints it. */
export type Outcome = { file: string; missed: boolean } & (
  | {
      outcome: 'succeeded'
      directory: string
      source: { container: string; codec: string; durationSeconds: number; loudness: Loudness }
      findings: readonly Finding[]
      files: Omit<ProducedFile, 'path'>[]
    }
  | { outcome: 'failed'; code: string; reason: string }
)

/** What a person wants to know of it: lines for the terminal. */
export function outcomeLines(result: Outcome): string[] {
  if (result.outcome === 'failed') return [`failed (${result.code}): ${result.reason}`]
  const { source, files, findings, directory } = result
  const rows = files.map(({ name, bytes, measurements }) => [
    name,
    size(bytes),
    ...(measurements ? soundOf(measurements.loudness, measurements.durationSeconds) : []),
  ])
  const before = [`before (${source.codec})`, '', ...soundOf(source.loudness, source.durationSeconds)]
  const heading = ['', 'size', 'loudness', 'range', 'true peak', 'duration']
  return [
    ...table([heading, before, ...rows], [1, 2, 3, 4, 5]).map((line) => `  ${line}`),
    ...findings.map(
      ({ code, detail, artifact }) => `  found${artifact ? ` in ${artifact}` : ''}: ${code}: ${detail}`,
    ),
    `  → ${directory}`,
  ]
}

const soundOf = ({ integratedLufs, loudnessRangeLu, truePeakDbtp }: Loudness, seconds: number) => [
  level(integratedLufs, 'LUFS'),
  level(loudnessRangeLu, 'LU'),
  level(truePeakDbtp, 'dBTP'),
  duration(seconds),
]
