import { isIP } from 'node:net'
import { z } from 'zod'
import { TraceEnv } from './tracing/environment.ts'

/** The environment of every process, one-shot steps included. */
export const LogEnv = {
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('what is logged: this level and those above it'),
  GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .default(20_000)
    .describe('how long work in hand may take to finish on shutdown, in milliseconds'),
  ...TraceEnv,
}

/** The environment of every process that listens. Spread it into a main's Config. */
export const RuntimeEnv = {
  ...LogEnv,
  HOST: z.string().default('127.0.0.1').describe('the address to listen on; 0.0.0.0 or :: for all of them'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('the port to listen on; 0 takes a free one and says in the log which'),
  TRUST_PROXY: z
    .string()
    .refine(isListOfNetworks, 'expected addresses or networks (10.0.0.0/8) with commas between them')
    .optional()
    .describe('proxies whose X-Forwarded-* headers are believed: addresses or networks, comma between them'),
  // What Node itself takes unless told otherwise. More than 1 MiB of headers is no header any more.
  MAX_HEADER_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(1024 ** 2)
    .default(16 * 1024)
    .describe('the longest request line and headers together, in bytes'),
  // A slow telephone sends a kilobyte of headers in seconds; whoever needs longer holds a socket on purpose.
  REQUEST_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(30_000)
    .describe('how long a client may take to send headers, or a body that is no recording, in milliseconds'),
  LINGER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe(
      'how long a process that was told to stop still takes requests, ready no more, for whoever hears of it late, ' +
        'in milliseconds; longer than proxies keep idle connections to it',
    ),
  SOUNDMILL_ALLOW_ANONYMOUS: z
    .stringbool()
    .default(false)
    .describe('serve clients without keys on an address that other machines can reach'),
}

/** Addresses only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isListOfNetworks(list: string): boolean {
  return list.split(',').every((network) => {
    const [address = '', bits] = network.trim().split('/')
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
    return most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  })
}
