import { parseArgs } from 'node:util'
import { whole } from '../shared/whole.ts'

/** What can be measured. */
export const PARTS = ['rebuild', 'lists', 'lag', 'sse'] as const
export type Part = (typeof PARTS)[number]

export type Arguments = {
  only: Part[]
  /** In the log, and in the view. */
  episodes: number
  /** How often each list is asked for. */
  times: number
  /** Facts a second, and for how long, while the lag is measured. */
  perSecond: number
  seconds: number
  /** Clients of the stream of events, and the facts a second that they hear, for as many seconds. */
  clients: number
  ssePerSecond: number
  json: boolean
  help: boolean
}

export const USAGE = `npm run bench:status -- [options]
  --episodes N     how many there are (default 2000; the whole thing: 100000)
  --times N        how often each list is asked for (default 100)
  --per-second N   facts a second, while the lag of the view is measured (default 200)
  --seconds N      for how long (default 10)
  --clients N      clients of the stream of events (default 1000)
  --sse-per-second N   facts a second that each of them hears (default 20)
  --only A,B       some of: ${PARTS.join(', ')}
  --json           the result as JSON`

/** Throws a TypeError or RangeError with words for people. */
export function parseArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      episodes: { type: 'string', default: '2000' },
      times: { type: 'string', default: '100' },
      'per-second': { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      clients: { type: 'string', default: '1000' },
      'sse-per-second': { type: 'string', default: '20' },
      only: { type: 'string', default: PARTS.join(',') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { json, help } = values
  return {
    only: values.only.split(',').map(part),
    episodes: whole('episodes', values.episodes, 1, 1_000_000),
    times: whole('times', values.times, 4, 100_000),
    perSecond: whole('per-second', values['per-second'], 1, 10_000),
    seconds: whole('seconds', values.seconds, 1, 3_600),
    clients: whole('clients', values.clients, 1, 20_000),
    ssePerSecond: whole('sse-per-second', values['sse-per-second'], 1, 1_000),
    ...{ json, help },
  }
}

function part(name: string): Part {
  const found = PARTS.find((each) => each === name.trim())
  if (found === undefined) throw new RangeError(`--only knows ${PARTS.join(', ')}; not ${name}`)
  return found
}
