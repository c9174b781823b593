import type { Attempt } from '../api/job-answers.ts'
import type { Paint } from '../terminal/paint.ts'
import { table } from '../terminal/table.ts'
import { painted } from './state.ts'
import { between, clock } from './times.ts'

/** What tools print at length is of use in its last lines. */
const MOST_LOG_LINES = 8

/** Every attempt with its worker and what became of it. */
export function attemptLines(attempts: readonly Attempt[], paint: Paint): string[] {
  if (attempts.length === 0) return []
  const rows = attempts.map(({ attempt, state, startedAt, endedAt, worker, code, reason }) => [
    String(attempt),
    painted(paint, state),
    clock(startedAt),
    between(startedAt, endedAt),
    worker,
    becameOf({ state, code, reason }),
  ])
  return table([['attempt', '', 'since', 'took', 'worker', ''], ...rows], [0, 3])
}

function becameOf({ state, code, reason }: Pick<Attempt, 'state' | 'code' | 'reason'>): string {
  const said = [code, reason].filter((part) => part !== undefined).join(': ')
  return said === '' && state === 'abandoned' ? 'its worker was lost' : said
}

/** The last a tool printed, if anything. */
export function logLines(lines: readonly string[] | undefined): string[] {
  const told = (lines ?? []).filter((line) => line.trim() !== '')
  if (told.length === 0) return []
  return ['the last a tool printed:', ...told.slice(-MOST_LOG_LINES).map((line) => `  | ${line}`)]
}
