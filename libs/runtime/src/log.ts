import pino, { type DestinationStream, type Logger } from 'pino'
import { VERSION } from './version.ts'

export type { Logger }

/** Not to be seen in a log, however deep in what is logged. */
const SECRET_MEMBERS = ['authorization', 'cookie', 'password', 'secret', 'secretKey', 'token']

/**
 * One JSON object a line on stdout; for people when stdout is a terminal. `to` is for tests.
 * Fields have the names used everywhere: `traceId episode job attempt code`.
 */
export async function createLog(name: string, level: string, to?: DestinationStream): Promise<Logger> {
  const options = {
    level,
    base: { name, version: VERSION },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: SECRET_MEMBERS.flatMap((member) => [member, `*.${member}`, `*.*.${member}`]),
  }
  if (to) return pino(options, to)
  // Written at once: in order, and not lost when the process ends.
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }))
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ sync: true, ignore: 'name,version', translateTime: 'SYS:HH:MM:ss.l' }))
}

/** Says nothing: for tests. */
export const silentLog = (): Logger => pino({ level: 'silent' })
