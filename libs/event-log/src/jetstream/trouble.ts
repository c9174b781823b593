import { tlsTrouble } from '@soundmill/tls'
import { connect, ErrorCode, type NatsConnection, NatsError } from 'nats'
import { LogUnavailableError } from '../index.ts'
import { connectOptions, type Log, type NatsOptions } from './connect-options.ts'

const NAMES = {
  address: 'NATS_URL',
  ca: 'NATS_CA',
  own: { certificate: 'NATS_CERT', key: 'NATS_KEY' },
}

/** What the codes of a connection that was not made mean, and which variable to look at. */
const MEANING: Record<string, string> = {
  [ErrorCode.AuthorizationViolation]: 'it refuses the user: look at NATS_USER and NATS_PASSWORD',
  [ErrorCode.AuthenticationTimeout]: 'it refuses the user: look at NATS_USER and NATS_PASSWORD',
  [ErrorCode.ServerOptionNotAvailable]:
    'it offers no TLS, and NATS_URL (tls://), NATS_CA or NATS_CERT asks for it',
  [ErrorCode.ConnectionRefused]: 'nobody listens there: look at NATS_URL',
  // Of TLS the server is the last to speak: the client has begun to wait when it says that it wants a certificate.
  [ErrorCode.Timeout]:
    'it does not answer: look at NATS_URL, and where TLS is spoken at NATS_CERT and NATS_KEY, which it may want',
  ENOTFOUND: 'nobody has that name: look at NATS_URL',
  EAI_AGAIN: 'nobody has that name, or the name server does not answer: look at NATS_URL',
}

/** Why there is no connection, for whoever runs this process. The list of servers has no credentials in it. */
function connectTrouble(err: unknown, url: string): string {
  const code = err instanceof Error && 'code' in err ? String(err.code) : ''
  const words = err instanceof Error ? err.message : String(err)
  const why = tlsTrouble(err, NAMES) ?? MEANING[code] ?? `${words || 'no answer'}: look at NATS_URL`
  return `NATS at ${url}: ${why}`
}

/** Whether the server is there and will not have us: waiting alone does not help. */
function isRefused(err: unknown): boolean {
  if (tlsTrouble(err, NAMES) !== undefined) return true
  const refusals: string[] = [
    ErrorCode.AuthorizationViolation,
    ErrorCode.AuthenticationTimeout,
    ErrorCode.ServerOptionNotAvailable,
  ]
  return err instanceof NatsError && refusals.includes(err.code)
}

/** What is known of why there is no connection. */
export interface Trouble {
  /** A try failed. Said in the log unless it was the same that was said last. */
  is(err: unknown): void
  /** There is a connection. */
  isOver(): void
  /** For whoever needed one. */
  error(): LogUnavailableError
}

export function createTrouble(url: string, log: Log): Trouble {
  let known: { words: string; err: unknown } | undefined
  return {
    is(err) {
      const words = connectTrouble(err, url)
      if (words !== known?.words) log.warn({ err }, `cannot work with ${words}; will keep trying`)
      known = { words, err }
    },
    isOver() {
      known = undefined
    },
    error() {
      const words = known?.words ?? `NATS at ${url}`
      const refused = isRefused(known?.err)
      return new LogUnavailableError(`not connected to ${words}`, { cause: known?.err, refused })
    },
  }
}

/** For a process that does one thing: there is a connection, or it fails and says why. */
export async function connectOnce(options: NatsOptions): Promise<NatsConnection> {
  try {
    return await connect({ ...connectOptions(options), reconnect: false })
  } catch (err) {
    const trouble = createTrouble(options.url, SILENT)
    trouble.is(err)
    throw trouble.error()
  }
}

const SILENT: Log = { info: () => {}, warn: () => {} }
