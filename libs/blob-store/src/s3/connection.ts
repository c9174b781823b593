import http from 'node:http'
import https from 'node:https'
import { Client } from 'minio'
import { orAbort } from '../abortable.ts'
import { isTransient, translate } from './errors.ts'
import type { S3Options } from './options.ts'
import { type Patience, persist } from './persist.ts'

/** Parts of 8 MiB on a slow line move bytes all the time; a store that does not for so long is not coming back to us. */
const STALL_MS = 30_000

/**
 * A connection that nobody uses is closed after this, well before the store does: MinIO after 30 s. What is written
 * to one that was closed at that very moment is lost, and a part without a copy with it. Connecting has as long.
 */
const IDLE_MS = 10_000

/** What all operations share. */
export type Connection = {
  client: Client
  bucket: string
  /**
   * Like `http.request`, over the same kept-alive connections as `client`, and giving up on a stall too, unless
   * `waitOn` says that this one shall have as much time again.
   */
  request(url: string, options: http.RequestOptions, waitOn?: () => boolean): http.ClientRequest
  stallMs: number
  /**
   * Tries again what may pass, for no longer than three stalls, and rejects in the port's words, or with the
   * signal's reason as soon as that aborts: then the operation itself has to let go of what it still gets.
   */
  call<T>(
    key: string,
    operation: () => Promise<T>,
    patience?: Pick<Patience, 'signal' | 'tries' | 'failed'>,
  ): Promise<T>
  close(): void
}

/** Sends nothing yet. */
export function createConnection(options: S3Options): Connection {
  const { bucket, stallMs = STALL_MS } = options
  const isSecure = new URL(options.endpoint).protocol === 'https:'
  const line = { keepAlive: true, timeout: Math.min(stallMs, IDLE_MS) }
  const agent = isSecure ? new https.Agent({ ...line, ca: options.ca }) : new http.Agent(line)

  // A proxy, because the signature has two forms.
  const request = new Proxy(isSecure ? https.request : http.request, {
    apply: (target, self, args) => giveUpOnStall(Reflect.apply(target, self, args), stallMs),
  })

  return {
    client: createClient(options.endpoint, options, { transport: { request }, transportAgent: agent }),
    bucket,
    request(url, options, waitOn) {
      const send = isSecure ? https.request : http.request
      return giveUpOnStall(send(url, { ...options, agent }), stallMs, waitOn)
    },
    stallMs,
    async call(key, operation, { signal, tries, failed } = {}) {
      try {
        const attempt = signal ? () => orAbort(operation, signal) : operation
        return await persist(attempt, { isTransient, giveUpAfterMs: 2 * stallMs, signal, tries, failed })
      } catch (error) {
        signal?.throwIfAborted()
        throw translate(error, key)
      }
    },
    close: () => agent.destroy(),
  }
}

/**
 * Node tells of a stall and goes on waiting. The agent's time-out is for connecting, this one for the rest. When a
 * part streams through it may be the content that stalls: that is for others to judge, and the clock of the socket
 * begins anew with the next byte. It is the socket that is listened to: a request hears of its first stall only.
 */
function giveUpOnStall(sent: http.ClientRequest, stallMs: number, waitOn = () => false): http.ClientRequest {
  sent.setTimeout(stallMs).once('socket', (socket) => {
    const onStall = () => {
      const waitsForUs = !sent.writableEnded && sent.writableLength === 0
      if (waitsForUs) return
      if (waitOn()) socket.setTimeout(stallMs)
      else sent.destroy(new Error(`no byte moved for ${stallMs} ms`))
    }
    socket.on('timeout', onStall)
    sent.once('close', () => socket.off('timeout', onStall))
  })
  return sent
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
