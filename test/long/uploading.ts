import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Upload } from 'tus-js-client'
import { z } from 'zod'
import type { Accepted } from '../faults/client.ts'
import type { RecordingFile } from './dense-recording.ts'

/** One rendition, and one that is quick to make. */
const PRESET = 'archive'

/** A process that was killed is back within seconds, or it is broken. */
const RETRY_DELAYS_MS = Array.from({ length: 120 }, () => 1000)

const Body = z.object({ episode: z.uuid(), job: z.uuid(), announced: z.boolean() })

/** What a client of the tus protocol goes through. */
export type TusProgress = {
  /** Bytes that were handed to the line, as the client counts them. */
  sent: number
  /** Where it went on, each time that it had to ask. */
  resumedAt: number[]
  /** When the last bytes were handed to the line, by `performance.now()`; what comes then is waiting for the answer. */
  movedAt: number
}

/**
 * The published client with a file, to its end: it asks by itself where to go on when the line breaks. Rejects when it
 * gives up, after two minutes without progress.
 */
export function uploadByTus(origin: string, file: RecordingFile, progress: TusProgress): Promise<Accepted> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(createReadStream(file.path), {
      endpoint: `${origin}/v1/uploads`,
      metadata: { filename: 'six-gigabytes.wav', preset: PRESET },
      retryDelays: RETRY_DELAYS_MS,
      onProgress(sent) {
        progress.sent = sent
        // The whole length is told once more with the answer.
        if (sent < file.bytes) progress.movedAt = performance.now()
      },
      onAfterResponse(asked, answer) {
        if (asked.getMethod() !== 'HEAD' || answer.getStatus() !== 200) return
        progress.resumedAt.push(Number(answer.getHeader('Upload-Offset')))
      },
      onError: reject,
      onSuccess({ lastResponse }) {
        const episode = lastResponse.getHeader('Soundmill-Episode') ?? ''
        const job = lastResponse.getHeader('Soundmill-Job') ?? ''
        resolve({ episode, job, announced: true, sha256: file.sha256 })
      },
    })
    upload.start()
  })
}

/** The file as the body of one request, as `curl -T` sends it. Not `fetch`, which copies. Rejects unless it is a 201. */
export async function uploadByPost(origin: string, file: RecordingFile): Promise<Accepted> {
  const post = request(`${origin}/v1/episodes?filename=six-gigabytes.wav&preset=${PRESET}`, {
    method: 'POST',
    headers: { 'content-type': 'audio/wav', 'content-length': file.bytes },
  })
  const answer = once(post, 'response')
  await Promise.all([answer, pipeline(createReadStream(file.path, { highWaterMark: 1024 ** 2 }), post)])
  const [response]: IncomingMessage[] = await answer
  const body = response ? await json(response) : undefined
  if (response?.statusCode !== 201) throw new Error(`${response?.statusCode} ${JSON.stringify(body)}`)
  return { ...Body.parse(body), sha256: file.sha256 }
}
