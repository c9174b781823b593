import { randomUUID } from 'node:crypto'
import { type Answer, type Api, understood } from '../api/api.ts'
import { Accepted } from '../api/command-answers.ts'
import { persist } from '../api/persist.ts'
import type { Progress } from '../terminal/progress.ts'
import { bodyOf } from './body.ts'
import type { Recording } from './recording.ts'
import { send } from './send.ts'

/** Who watches an upload, and what ends it. */
export type UploadOptions = {
  signal: AbortSignal
  onProgress(progress: Progress): void
  /** Told before each new try. */
  onPause(error: Error, pauseMs: number): void
  /** Makes the same upload again the same episode; one is made when there is none. */
  idempotencyKey?: string | undefined
}

/**
 * Sends a recording in one request. A line that breaks is tried again: with the key nothing is made twice.
 * Rejects with RefusedError, UnreachableError, or LocalError where the file cannot be read.
 */
export async function upload(
  api: Api,
  recording: Recording,
  { signal, onProgress, onPause, idempotencyKey = randomUUID() }: UploadOptions,
): Promise<Answer<Accepted>> {
  const body = await bodyOf(recording)
  const headers = { 'content-type': body.contentType, 'idempotency-key': idempotencyKey }
  const attempt = async () => {
    const onSent = progressOf('upload', body.bytes, onProgress)
    const sending = {
      method: 'POST',
      headers,
      signal,
      onSent,
      bytes: body.bytes,
      content: body.content,
    } as const
    return understood(Accepted, await send(api.url + body.path, sending))
  }
  return persist(attempt, { signal, onPause })
}

/** Turns bytes into how far it is, and how long still. `from`: bytes that were there before. */
export function progressOf(step: string, bytes: number, onProgress: UploadOptions['onProgress'], from = 0) {
  const began = performance.now()
  return (sent: number) => {
    const done = from + sent
    const seconds = (performance.now() - began) / 1000
    // The first second says nothing: buffers swallow what no line carried yet.
    const etaSeconds = seconds > 1 && sent > 0 ? ((bytes - done) * seconds) / sent : undefined
    onProgress({ step, percent: bytes === 0 ? 100 : (done / bytes) * 100, etaSeconds })
  }
}
