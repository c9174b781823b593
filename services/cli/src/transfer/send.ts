import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { UnreachableError } from '../api/errors.ts'

/** A request with many bytes. */
export type Sending = {
  method: 'POST' | 'PATCH'
  headers: Record<string, string>
  bytes: number
  content(): AsyncIterable<Uint8Array>
  signal: AbortSignal
  /** How many of the bytes have left. */
  onSent(bytes: number): void
}

/** What came back. */
export type Received = { status: number; headers: { get(name: string): string | null }; text: string }

/** A line on which nothing moves for so long is dead; a server that stores the last byte takes less. */
const SILENCE_MS = 120_000

/**
 * Sends in pieces, however much it is. Node's `http` and not `fetch`, which cannot stream a body of known
 * length. Rejects with UnreachableError when there is no answer.
 */
export async function send(address: string, sending: Sending): Promise<Received> {
  const { method, headers, bytes, content, signal, onSent } = sending
  const request = address.startsWith('https:') ? requestHttps : requestHttp
  try {
    const post = request(address, { method, headers: { ...headers, 'content-length': bytes }, signal })
    post.setTimeout(SILENCE_MS, () => post.destroy(new Error('nothing moves')))
    const answered = once(post, 'response').then(([response]: IncomingMessage[]) => response)
    // A refusal comes before everything is sent, and then sending fails: the answer is what counts.
    const sent = pipeline(content(), meter(bytes, onSent), post)
    const unreadable = sent.catch((error) => (isLocal(error) ? Promise.reject(error) : answered))
    const response = await Promise.race([answered, unreadable.then(() => answered)])
    if (!response) throw new Error('there is no answer')
    return await received(response)
  } catch (error) {
    signal.throwIfAborted()
    throw isLocal(error) ? error : new UnreachableError(new URL(address).origin, error)
  }
}

async function received(response: IncomingMessage): Promise<Received> {
  const headers = {
    get: (name: string) => [response.headers[name.toLowerCase()] ?? null].flat()[0] ?? null,
  }
  return { status: response.statusCode ?? 0, headers, text: await text(response) }
}

/** The file is the trouble, not the line. */
class ChangedError extends Error {
  override name = 'ChangedError'
}

const isLocal = (error: unknown): boolean =>
  error instanceof ChangedError ||
  (error instanceof Error &&
    'syscall' in error &&
    ['open', 'read'].includes(String(error.syscall)) &&
    'path' in error)

/** More or fewer bytes than were announced would make a mess of the request. */
function meter(bytes: number, onSent: (bytes: number) => void): Transform {
  let sent = 0
  const changed = () => new ChangedError('the file changed while it was sent')
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      sent += chunk.length
      if (sent > bytes) return done(changed())
      onSent(sent)
      done(null, chunk)
    },
    flush: (done) => done(sent < bytes ? changed() : null),
  })
}
