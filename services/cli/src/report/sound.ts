import type { Artifact, Finding, Inspection, Loudness } from '../api/answers.ts'
import { duration, level } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'

/** What a job measured. */
export type Sound = {
  inspections: readonly Inspection[]
  artifacts: readonly Artifact[]
  findings: readonly Finding[]
}

/** Loudness before and after, as a table. */
export function soundTable({ inspections, artifacts }: Pick<Sound, 'inspections' | 'artifacts'>): string[] {
  return table([...soundRows(inspections, artifacts)], [1, 2, 3, 4])
}

function* soundRows(inspections: readonly Inspection[], artifacts: readonly Artifact[]): Generator<string[]> {
  yield ['', 'loudness', 'range', 'true peak', 'duration']
  for (const { container, codec, loudness, decodedDurationSeconds } of inspections) {
    const format = container === codec ? codec : `${container}/${codec}`
    yield soundRow(`before (${format})`, loudness, decodedDurationSeconds)
  }
  for (const { name, measurements } of artifacts) {
    if (measurements) yield soundRow(name, measurements.loudness, measurements.durationSeconds)
  }
}

const soundRow = (name: string, loudness: Loudness, seconds: number) => [
  name,
  level(loudness.integratedLufs, 'LUFS'),
  level(loudness.loudnessRangeLu, 'LU'),
  level(loudness.truePeakDbtp, 'dBTP'),
  duration(seconds),
]

/** What was noticed, a line each. */
export function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['no findings']
  return findings.map(({ code, detail, artifact }) =>
    artifact === undefined ? `found: ${code}: ${detail}` : `found in ${artifact}: ${code}: ${detail}`,
  )
}

/** Two spaces to the right. */
export const indented = (lines: string[]) => lines.map((line) => (line === '' ? line : `  ${line}`))
