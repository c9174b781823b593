import pino, { type DestinationStream, type LogFn, type Logger } from 'pino'
import { loggedError } from './log-error.ts'
import { scrubbed } from './scrub.ts'
import { traceIdOf } from './trace.ts'
import { VERSION } from './version.ts'

export type { Logger }

/** Not to be seen in a log, however deep in what is logged. */
const SECRET_MEMBERS = ['authorization', 'cookie', 'password', 'pass', 'secret', 'secretKey', 'token']

/**
 * One JSON object a line on stdout; for people when stdout is a terminal. `to` is for tests.
 * Fields have the names used everywhere: `traceId episode job attempt code`; docs/metrics.md has what is in which line.
 * From `info` on there is nothing in it that a client wrote, and no key of a blob; no secret at any level.
 */
export async function createLog(name: string, level: string, to?: DestinationStream): Promise<Logger> {
  const options = {
    level,
    base: { name, version: VERSION },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Fastify takes ours instead of its own, which have the whole address.
    serializers: { err: (err: unknown) => loggedError(err), req: requestOf },
    hooks: { logMethod: scrubWords },
    redact: SECRET_MEMBERS.flatMap((member) => [member, `*.${member}`, `*.*.${member}`]),
  }
  if (to) return pino(options, to)
  // Written at once: in order, and not lost when the process ends.
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }))
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ sync: true, ignore: 'name,version', translateTime: 'SYS:HH:MM:ss.l' }))
}

const requestOf = ({ method }: { method?: unknown }) => ({ method })

type Words = Parameters<LogFn>

function scrubWords(this: Logger, said: Words, say: LogFn): void {
  const words = said.map((each: unknown) => (typeof each === 'string' ? scrubbed(each) : each))
  Reflect.apply(say, this, words)
}

/** Which job a line is about, and which request that goes back to. */
type Job = { traceparent?: string | undefined; episode: string; job: string }

/** A log in whose every line it says so. */
export const aboutJob = <L extends { child(bindings: object): L }>(
  log: L,
  { traceparent, episode, job }: Job,
): L => log.child({ traceId: traceIdOf(traceparent), episode, job })

/** Says nothing: for tests. */
export const silentLog = (): Logger => pino({ level: 'silent' })
