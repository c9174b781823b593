import http from 'node:http'
import https from 'node:https'
import { Client } from 'minio'
import { orAbort } from '../abortable.ts'
import { isTransient, translate } from './errors.ts'
import type { S3Options } from './options.ts'
import { type Patience, persist } from './persist.ts'

/** Parts of 8 MiB on a slow line move bytes all the time; a store that does not for so long is not coming back to us. */
const STALL_MS = 30_000

/** What all operations share. */
export type Connection = {
  client: Client
  bucket: string
  /** Like `http.request`, over the same kept-alive connections as `client`, and giving up on a stall too. */
  request(url: string, options: http.RequestOptions): http.ClientRequest
  stallMs: number
  /**
   * Tries again what may pass, for no longer than three stalls, and rejects in the port's words, or with the
   * signal's reason as soon as that aborts: then the operation itself has to let go of what it still gets.
   */
  call<T>(key: string, operation: () => Promise<T>, patience?: Pick<Patience, 'signal' | 'tries'>): Promise<T>
  close(): void
}

/** Sends nothing yet. */
export function createConnection(options: S3Options): Connection {
  const { bucket, stallMs = STALL_MS } = options
  const isSecure = new URL(options.endpoint).protocol === 'https:'
  const agent = new (isSecure ? https : http).Agent({ keepAlive: true, timeout: stallMs })

  // Node tells of a stall and goes on waiting. The agent's time-out is for connecting, this one for the rest.
  // A proxy, because the signature has two forms.
  const request = new Proxy(isSecure ? https.request : http.request, {
    apply(target, self, args) {
      const sent: http.ClientRequest = Reflect.apply(target, self, args)
      return sent.setTimeout(stallMs, () => sent.destroy(new Error(`no byte moved for ${stallMs} ms`)))
    },
  })

  return {
    client: createClient(options.endpoint, options, { transport: { request }, transportAgent: agent }),
    bucket,
    request: (url, options) => request(url, { ...options, agent }),
    stallMs,
    async call(key, operation, { signal, tries } = {}) {
      try {
        const attempt = signal ? () => orAbort(operation, signal) : operation
        return await persist(attempt, { isTransient, giveUpAfterMs: 2 * stallMs, signal, tries })
      } catch (error) {
        signal?.throwIfAborted()
        throw translate(error, key)
      }
    },
    close: () => agent.destroy(),
  }
}

type Line = { transport?: { request: typeof http.request }; transportAgent?: http.Agent }

/** A client of the store at `address`. It retries nothing itself: it would say so on the console. */
export function createClient(address: string, options: S3Options, line: Line = {}): Client {
  const { hostname, port, protocol, pathname } = new URL(address)
  if (pathname !== '/') throw new TypeError(`an S3 address has no path: ${address}`)
  return new Client({
    endPoint: hostname,
    useSSL: protocol === 'https:',
    ...(port === '' ? {} : { port: Number(port) }),
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    region: options.region,
    retryOptions: { disableRetry: true },
    ...line,
  })
}
