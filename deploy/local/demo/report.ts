import { findingLines, indented, soundTable } from '@soundmill/cli'
import { size, table } from '@soundmill/cli/terminal'
import { isGood, type Outcome, type Verified } from './outcome.ts'

/** What a person wants to know of one file: lines for the terminal. */
export function reportOf(result: Outcome): string[] {
  if (result.outcome === 'refused') return [`${result.file}: refused (${result.code}): ${result.reason}`]
  if (result.outcome !== 'succeeded') {
    return [`${result.file}: ${result.outcome} (${result.code}): ${result.reason}`]
  }
  return [
    `${result.file} → ${result.directory}`,
    '',
    ...indented(soundTable({ ...result.published, artifacts: result.artifacts })),
    '',
    ...indented(findingLines(result.published.findings)),
    '',
    ...indented(table([['artifact', 'size', 'SHA-256', ''], ...result.artifacts.map(fileRow)], [1])),
    ...indented(result.missing.map((name) => `MISSING: ${name}`)),
  ]
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
