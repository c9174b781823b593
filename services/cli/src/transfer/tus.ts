import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, type Api, parsed, refusal } from '../api/api.ts'
import { Accepted } from '../api/command-answers.ts'
import { LocalError, RefusedError } from '../api/errors.ts'
import { passes, persist } from '../api/persist.ts'
import { printable } from '../terminal/printable.ts'
import type { Recording } from './recording.ts'
import { send } from './send.ts'
import { sha256Of } from './sha256.ts'
import { progressOf, type UploadOptions } from './upload.ts'

/*
 * Resumable uploads (docs/tus.md): made once, then sent from wherever the server says it stands, as often as
 * the line breaks. The digest goes ahead, so that going on with another file is noticed.
 */

const VERSION = { 'tus-resumable': '1.0.0' }
/** Breaks in a row without a byte of progress; with the pauses between them, about two minutes. */
const MOST_BREAKS = 8
const MOST_PAUSE_MS = 30_000
/** Two that write at once: the server says where it stands when it is asked. */
const ASK_AGAIN = ['offset_conflict', 'upload_locked', 'checksum_mismatch']

/** Begins an upload; resolves with its address. */
export async function beginUpload(api: Api, recording: Recording, options: UploadOptions): Promise<string> {
  const { path, bytes, filename, show, preset, spec } = recording
  const { signal, onPause, onProgress, idempotencyKey = randomUUID() } = options
  const sha256 = await sha256Of(path, { signal, onRead: progressOf('hash', bytes, onProgress) })
  const metadata = { filename, show, preset, spec: spec && JSON.stringify(spec), sha256 }
  const headers = {
    ...VERSION,
    'upload-length': String(bytes),
    'upload-metadata': encoded(metadata),
    'idempotency-key': idempotencyKey,
  }
  return persist(
    async () => {
      const response = await api.fetch('/v1/uploads', { method: 'POST', headers, signal })
      const location = response.headers.get('location')
      if (response.status !== 201 || location === null) throw await refused(response)
      return new URL(location, `${api.url}/v1/uploads`).href
    },
    { signal, onPause },
  )
}

function encoded(metadata: Record<string, string | undefined>): string {
  const pairs = Object.entries(metadata).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${Buffer.from(value).toString('base64')}`],
  )
  return pairs.join(',')
}

/** Sends what is missing of an upload, however often it breaks. Resolves when its episode is made. */
export async function finishUpload(
  api: Api,
  address: string,
  file: Pick<Recording, 'path' | 'bytes'>,
  options: UploadOptions,
): Promise<Answer<Accepted>> {
  const { signal, onPause } = options
  let furthest = -1
  let breaks = 0
  for (;;) {
    try {
      const { offset, accepted } = await look(api, address, file.bytes, signal)
      if (offset > furthest) breaks = 0
      furthest = Math.max(furthest, offset)
      const done = accepted ?? (await sendFrom(address, offset, file, options))
      if (done) return done
    } catch (error) {
      breaks += 1
      if (!goesOn(error) || breaks > MOST_BREAKS) throw error
      const pauseMs = Math.min(MOST_PAUSE_MS, 500 * 2 ** (breaks - 1))
      onPause(error, pauseMs)
      await delay(pauseMs, undefined, { signal })
    }
  }
}

const goesOn = (error: unknown): error is Error =>
  passes(error) || (error instanceof RefusedError && ASK_AGAIN.includes(error.code))

/** How much is there, and what was made of it when that is everything. */
async function look(api: Api, address: string, bytes: number, signal: AbortSignal) {
  if (!address.startsWith(`${api.url}/`)) {
    throw new LocalError('usage', `${printable(address)} is not an upload at ${api.url}`)
  }
  const response = await api.fetch(address.slice(api.url.length), {
    method: 'HEAD',
    headers: VERSION,
    signal,
  })
  if (!response.ok) throw await refused(response)
  const length = response.headers.get('upload-length')
  if (length !== null && Number(length) !== bytes) {
    throw new LocalError(
      'conflict',
      `this upload is of ${length} bytes, the file has ${bytes}: it is another one`,
    )
  }
  return {
    offset: Number(response.headers.get('upload-offset') ?? 0),
    accepted: acceptedBy(response.headers),
  }
}

async function sendFrom(
  address: string,
  offset: number,
  { path, bytes }: Pick<Recording, 'path' | 'bytes'>,
  { signal, onProgress }: UploadOptions,
): Promise<Answer<Accepted> | undefined> {
  const rest = bytes - offset
  const type = { 'content-type': 'application/offset+octet-stream' }
  const { status, headers, text } = await send(address, {
    method: 'PATCH',
    headers: { ...VERSION, ...type, 'upload-offset': String(offset) },
    bytes: rest,
    content: () => createReadStream(path, { start: offset }),
    signal,
    onSent: progressOf('upload', bytes, onProgress, offset),
  })
  if (status === 204) return acceptedBy(headers)
  throw refusal(status, parsed(text), headers.get('retry-after'))
}

function acceptedBy(headers: { get(name: string): string | null }): Answer<Accepted> | undefined {
  const body = { episode: headers.get('soundmill-episode'), job: headers.get('soundmill-job') }
  return body.episode === null ? undefined : { value: Accepted.parse(body), body }
}

async function refused(response: Response): Promise<RefusedError> {
  return refusal(response.status, parsed(await response.text()), response.headers.get('retry-after'))
}
