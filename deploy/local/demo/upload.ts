import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { basename } from 'node:path'
import { Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Accepted, Problem } from './api.ts'

/** The file was not taken: by the server, with the code of its problem, or because it cannot be read here. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

type UploadOptions = { signal: AbortSignal; onProgress(percent: number): void }

/**
 * Sends the file as it is, in pieces, however large it may be. Node's `http` and not `fetch`, which cannot
 * stream a body of known length. Rejects with RefusedError.
 */
export async function upload(url: string, path: string, options: UploadOptions): Promise<Accepted> {
  const bytes = await lengthOf(path)
  const address = `${url}/v1/episodes?filename=${encodeURIComponent(basename(path))}`
  const headers = { 'content-type': 'application/octet-stream', 'content-length': bytes }
  const post = request(address, { method: 'POST', headers, signal: options.signal })
  const answered = once(post, 'response').then(([response]: IncomingMessage[]) => response)
  // A refusal comes before everything is sent, and then sending fails: the answer is what counts.
  pipeline(createReadStream(path), meter(bytes, options.onProgress), post).catch(() => {})
  const response = await answered
  if (!response) throw new Error('there is no answer')
  const body: unknown = JSON.parse(await text(response))
  if (response.statusCode === 201 || response.statusCode === 202) return Accepted.parse(body)
  const { code, detail } = Problem.parse(body)
  throw new RefusedError(code, detail)
}

async function lengthOf(path: string): Promise<number> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return stats.size
  } catch (cause) {
    throw new RefusedError('unreadable', `cannot read ${path}`, { cause })
  }
  throw new RefusedError('unreadable', `${path} is not a file`)
}

function meter(bytes: number, onProgress: (percent: number) => void): Transform {
  let sent = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      sent += chunk.length
      onProgress((sent / bytes) * 100)
      done(null, chunk)
    },
  })
}
