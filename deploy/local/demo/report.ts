import { duration, level, size } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'
import type { Loudness, Published } from './api.ts'
import { isGood, type Outcome, type Verified } from './outcome.ts'

type Succeeded = Extract<Outcome, { outcome: 'succeeded' }>

/** What a person wants to know of one file: lines for the terminal. */
export function reportOf(result: Outcome): string[] {
  if (result.outcome === 'refused') return [`${result.file}: refused (${result.code}): ${result.reason}`]
  if (result.outcome !== 'succeeded') {
    return [`${result.file}: ${result.outcome} (${result.code}): ${result.reason}`]
  }
  return [
    `${result.file} → ${result.directory}`,
    '',
    ...indented(table([...soundRows(result)], [1, 2, 3, 4])),
    '',
    ...indented(findings(result.published)),
    '',
    ...indented(table([['artifact', 'size', 'SHA-256', ''], ...result.artifacts.map(fileRow)], [1])),
    ...indented(result.missing.map((name) => `MISSING: ${name}`)),
  ]
}

function* soundRows({ published, artifacts }: Succeeded): Generator<string[]> {
  yield ['', 'loudness', 'range', 'true peak', 'duration']
  for (const { container, codec, loudness, decodedDurationSeconds } of published.inspections) {
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

function findings({ findings }: Published): string[] {
  if (findings.length === 0) return ['no findings']
  return findings.map(({ code, detail, artifact }) =>
    artifact === undefined ? `found: ${code}: ${detail}` : `found in ${artifact}: ${code}: ${detail}`,
  )
}

const fileRow = ({ name, bytes, sha256, path, wrong }: Verified) => [
  name,
  size(bytes),
  `${sha256.slice(0, 12)}…`,
  wrong === undefined ? path : `WRONG: ${wrong}`,
]

/** The last line: how many of the files came out as they should. */
export function summaryOf(results: Outcome[]): string {
  const good = results.filter(isGood).length
  const [count, all] = [good, results.length]
  return count === all
    ? `${count} of ${all} finished, everything downloaded and verified`
    : `${count} of ${all} finished, downloaded and verified; ${all - count} not`
}

const indented = (lines: string[]) => lines.map((line) => (line === '' ? line : `  ${line}`))
