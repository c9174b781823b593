import { parseArgs } from 'node:util'
import { whole } from '../shared/whole.ts'

export type Arguments = {
  rounds: number
  /** Of the recording that is worked on. */
  seconds: number
  /** Only JSON on stdout; what is going on stays on stderr. */
  json: boolean
  /** A goal that is missed makes the exit code 1. */
  strict: boolean
  help: boolean
}

export const USAGE = `npm run bench:audio -- [options]
  --rounds N    how often everything is measured, one after the other (default 3)
  --seconds N   length of the recording (default 300)
  --json        the result as JSON
  --strict      exit code 1 when a goal is missed`

/** Throws a TypeError or RangeError with words for people. */
export function parseArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '300' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return {
    ...values,
    rounds: whole('rounds', values.rounds, 1, 100),
    seconds: whole('seconds', values.seconds, 10, 3 * 3600),
  }
}
