import { parseArgs } from 'node:util'

export const USAGE = `usage: npm run demo [-- [--keep] [--json] file…]

  file…    recordings to finish; without any, a short speech that comes with the project
  --keep   leave it running afterwards, and print commands to try
  --json   print one JSON document instead of a table (with npm run --silent demo)`

export type Arguments = { files: string[]; keep: boolean; json: boolean; help: boolean }

/** Throws a TypeError that says what is not understood. */
export function parseArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return { ...values, files: positionals }
}
