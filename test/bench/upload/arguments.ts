import { parseArgs } from 'node:util'
import { whole } from '../shared/whole.ts'
import { CONTENDERS, type Contender } from './contender.ts'

export type Arguments = {
  rounds: number
  /** Of the one upload. */
  mebibytes: number
  /** How many at once, and of what size. */
  many: number
  manyMebibytes: number
  /** A multitude, to see whether memory grows with it. */
  crowd: number
  crowdMebibytes: number
  /** Who takes part. */
  only: Contender[]
  /** Only JSON on stdout; what is going on stays on stderr. */
  json: boolean
  /** A goal that is missed makes the exit code 1. */
  strict: boolean
  help: boolean
}

export const USAGE = `npm run bench:upload -- [options]
  --rounds N            how often everything is measured, one after the other (default 3)
  --mebibytes N         size of the one upload (default 1024); 0 leaves it out
  --many N              how many uploads at once (default 50); 0 leaves them out
  --many-mebibytes N    the size of each (default 40)
  --crowd N             a multitude, for memory alone (default 500); 0 leaves it out
  --crowd-mebibytes N   the size of each (default 16)
  --only A,B            some of: ${CONTENDERS.join(', ')}
  --json                the result as JSON
  --strict              exit code 1 when a goal is missed`

const number = (standard: number) => ({ type: 'string', default: String(standard) }) as const

/** Throws a TypeError or RangeError with words for people. */
export function parseArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      rounds: number(3),
      mebibytes: number(1024),
      many: number(50),
      'many-mebibytes': number(40),
      crowd: number(500),
      'crowd-mebibytes': number(16),
      only: { type: 'string', default: CONTENDERS.join(',') },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { json, strict, help } = values
  return {
    rounds: whole('rounds', values.rounds, 1, 100),
    mebibytes: whole('mebibytes', values.mebibytes, 0, 64 * 1024),
    many: whole('many', values.many, 0, 1000),
    manyMebibytes: whole('many-mebibytes', values['many-mebibytes'], 1, 4096),
    crowd: whole('crowd', values.crowd, 0, 5000),
    crowdMebibytes: whole('crowd-mebibytes', values['crowd-mebibytes'], 1, 4096),
    only: values.only.split(',').map(contender),
    ...{ json, strict, help },
  }
}

function contender(name: string): Contender {
  const found = CONTENDERS.find((each) => each === name.trim())
  if (found === undefined) throw new RangeError(`--only knows ${CONTENDERS.join(', ')}; not ${name}`)
  return found
}
