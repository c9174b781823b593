import { parseArgs } from 'node:util'

/** What was asked for on the command line. */
export type Arguments = { check: boolean; dropOld: boolean; json: boolean; help: boolean }

export const USAGE = `npm run rebuild-view -- [options]
Builds the view anew from the start of the log, beside the one that is served, compares them, and swaps.
  --check      only compare; exit code 1 when something differs
  --drop-old   instead: drop what earlier releases left in the database (their views, served or not)
  --json       a JSON object a line: {"progress":…}, at the end {"report":…}
  --help       this`

/** Throws a TypeError with words for people. */
export function parseArguments(args: string[]): Arguments {
  const option = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args,
    options: { check: option, 'drop-old': option, json: option, help: { ...option, short: 'h' } },
  })
  const { check, 'drop-old': dropOld, json, help } = values
  if (check && dropOld) throw new TypeError('--check and --drop-old are two things: one at a time')
  return { check, dropOld, json, help }
}
