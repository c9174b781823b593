import { parseArgs } from 'node:util'
import { whole } from '../shared/whole.ts'

export type Arguments = {
  /** How many jobs are submitted, one after the other. */
  jobs: number
  /** Free hands of the one processor. */
  hands: number
  /** The log is in a container of the deployment's image, or a nats-server from the PATH. */
  server: 'container' | 'path'
  json: boolean
  /** A goal that is missed makes the exit code 1. */
  strict: boolean
  help: boolean
}

export const USAGE = `npm run bench:hop -- [options]
  --jobs N        how many jobs are submitted, one after the other, each to an idle worker (default 300)
  --hands N       hands of the processor (default 2)
  --server WHERE  container: the NATS image of the deployment; path: the nats-server of this machine
                  (default: container where Docker answers)
  --json          the result as JSON
  --strict        exit code 1 when the goal is missed`

/** Throws a TypeError or RangeError with words for people. */
export function parseArguments(args: string[]): Omit<Arguments, 'server'> & { server?: Arguments['server'] } {
  const { values } = parseArgs({
    args,
    options: {
      jobs: { type: 'string', default: '300' },
      hands: { type: 'string', default: '2' },
      server: { type: 'string' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { server, json, strict, help } = values
  if (server !== undefined && server !== 'container' && server !== 'path')
    throw new RangeError('--server is container or path')
  return {
    jobs: whole('jobs', values.jobs, 1, 100_000),
    hands: whole('hands', values.hands, 1, 64),
    ...(server && { server }),
    ...{ json, strict, help },
  }
}
