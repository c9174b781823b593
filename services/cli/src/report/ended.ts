import type { Job } from '../api/job-answers.ts'
import type { Context } from '../context.ts'
import { count, size } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'
import type { Ended } from '../watch/follow.ts'
import { adviceFor, adviceLines, whyText } from './advice.ts'
import { logLines } from './attempts.ts'
import { findingLines, indented, soundTable } from './sound.ts'
import { painted } from './state.ts'

type Deps = Pick<Context, 'typed'> & Pick<Context['out'], 'paint'>

/** What somebody who waited wants to know of the end: what was measured, or what failed, why, and what to type. */
export function endedLines(ended: Ended, { typed, paint }: Deps): string[] {
  if (ended.kind === 'deleted') return [`${painted(paint, 'deleted')}: ${ended.reason}`]
  const job = ended.answer.value
  const { outcome = 'finished' } = job
  if (outcome === 'succeeded') return succeededLines(job, typed, paint)
  const lines = [
    `${painted(paint, outcome)}: ${whyText(job)}`,
    ...(outcome === 'failed' ? [`after ${count(job.attempts.length, 'attempt')}`] : []),
    ...logLines(job.logTail),
  ]
  return [
    lines[0] ?? '',
    ...indented(lines.slice(1)),
    '',
    ...adviceLines(adviceFor({ ...job, job: job.id }), typed),
  ]
}

function succeededLines(job: Job, typed: Deps['typed'], paint: Deps['paint']): string[] {
  const files = job.artifacts.map(({ name, bytes, sha256 }) => [name, size(bytes), `${sha256.slice(0, 12)}…`])
  return [
    painted(paint, 'succeeded'),
    '',
    ...indented(soundTable(job)),
    '',
    ...indented(findingLines(job.findings)),
    '',
    ...indented(table([['artifact', 'size', 'SHA-256'], ...files], [1])),
    '',
    `get the files:  ${typed(`get ${job.episode}`)}`,
  ]
}
