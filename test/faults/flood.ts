import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { tone } from '@soundmill/test-support'
import { z } from 'zod'
import type { Accepted } from './client.ts'

const Body = z.object({ episode: z.uuid(), job: z.uuid(), announced: z.boolean() })

/**
 * Recordings of `bytes` each, all different, that cost their client little: they are the same but for their ends, so
 * that the hash of what they share is reckoned once. Not `fetch`, which copies.
 */
export function createFlood(bytes: number) {
  const TAIL_BYTES = 64
  const block = Buffer.concat([tone({ seconds: 0.5 }), randomBytes(1024 ** 2)])
  const blocks = Math.floor((bytes - TAIL_BYTES) / block.length)
  const shared = createHash('sha256')
  for (let sent = 0; sent < blocks; sent++) shared.update(block)

  /** One upload with its Content-Length. Rejects unless it is answered 201 or 202. */
  async function upload(origin: string): Promise<Accepted> {
    const tail = randomBytes(bytes - blocks * block.length)
    const post = request(`${origin}/v1/episodes?filename=flood.wav`, {
      method: 'POST',
      headers: { 'content-type': 'audio/wav', 'content-length': bytes },
    })
    const answer = once(post, 'response')
    for (let sent = 0; sent < blocks; sent++) await write(post, block)
    post.end(tail)
    const [response]: IncomingMessage[] = await answer
    const body = response ? await json(response) : undefined
    if (response?.statusCode !== 201 && response?.statusCode !== 202) {
      throw new Error(`answered ${response?.statusCode} ${JSON.stringify(body)}`)
    }
    return { ...Body.parse(body), sha256: shared.copy().update(tail).digest('hex') }
  }

  return { upload }
}

async function write(post: ClientRequest, chunk: Buffer): Promise<void> {
  if (!post.write(chunk)) await once(post, 'drain')
}
