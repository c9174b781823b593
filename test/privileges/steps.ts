import { request } from 'node:http'
import { tone, until } from '@soundmill/test-support'
import { createClient, Submitted } from '../journey/client.ts'
import type { GuardedWorld } from './world.ts'

/** More than a part of a multipart upload, at the store. */
const LONG = { seconds: 100 }

const TUS = { 'tus-resumable': '1.0.0' }

export const clientOf = ({ ingest, status }: GuardedWorld) =>
  createClient({ commands: ingest.url, queries: status.url })

/** Of a recording of 62 s the second is larger than a part. */
export const TWO_FILES = { renditions: [{ format: 'flac' }, { format: 'wav', bitDepth: 24 }] }

/** So long that it is kept beside the recording. */
const LONG_SPEC = {
  ...TWO_FILES,
  chapters: Array.from({ length: 300 }, (_, at) => ({
    startSeconds: at / 10,
    title: `Chapter ${at} `.padEnd(100, '-'),
  })),
}

/** A long recording with a long spec. */
export async function submitForm({ ingest }: GuardedWorld): Promise<Submitted> {
  const form = new FormData()
  form.set('spec', JSON.stringify(LONG_SPEC))
  form.set('audio', new Blob([tone(LONG)]), 'long.wav')
  const answer = await fetch(`${ingest.url}/v1/episodes`, { method: 'POST', body: form })
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
  return Submitted.parse(await answer.json())
}

/** Begins a resumable upload and sends it in pieces, all of it or half. Resolves to where it is and what came of it. */
export async function uploadInPieces({ ingest }: GuardedWorld, pieces: 1 | 2) {
  const recording = tone({ seconds: 2, seed: 40 + pieces })
  const half = recording.length / 2
  const begun = await fetch(`${ingest.url}/v1/uploads`, {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(recording.length) },
  })
  const url = new URL(begun.headers.get('location') ?? '', ingest.url).href
  let episode = ''
  for (let piece = 0; piece < pieces; piece += 1) {
    const answer = await fetch(url, {
      method: 'PATCH',
      body: recording.subarray(piece * half, (piece + 1) * half),
      headers: {
        ...TUS,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(piece * half),
      },
    })
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`)
    episode = answer.headers.get('soundmill-episode') ?? ''
  }
  return { url, episode, giveUp: () => fetch(url, { method: 'DELETE', headers: TUS }) }
}

/** A client that hangs up when the store has a part already. Resolves when that was taken back. */
export async function breakOff({ ingest, lines }: GuardedWorld): Promise<void> {
  const begun = lines.ingest.onRequest(({ query }) => query.has('partNumber'))
  const recording = tone(LONG)
  const upload = request(`${ingest.url}/v1/episodes?filename=broken.wav`, {
    method: 'POST',
    headers: { 'content-length': 2 * recording.length },
  })
  upload.on('error', () => {})
  upload.write(recording)
  await begun
  upload.destroy()
  const isAborted = () =>
    lines.ingest.passed(({ method, query }) => method === 'DELETE' && query.has('uploadId')) > 0
  await until(isAborted, { what: 'the upload to be taken back' })
}

/** Resolves when its worker has stored something and is about to complete what is larger than a part. */
export async function submitAndHold(world: GuardedWorld) {
  const held = world.lines.processor.fault(
    ({ method, query }) => method === 'POST' && query.has('uploadId'),
    { kind: 'hold' },
  )
  const submitted = await clientOf(world).submit(tone({ seconds: 62, seed: 45 }))
  const job = await again(world, submitted, { spec: TWO_FILES })
  await held.caught
  return { job, lift: held.lift }
}

/** Another job of the same episode. */
export async function again(world: GuardedWorld, { episode }: Submitted, wanted: object): Promise<Submitted> {
  const answer = await tell(world, `episodes/${episode}/jobs`, wanted)
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`)
  return Submitted.parse(await answer.json())
}

/** A command with a JSON body, or none. */
export function tell({ ingest }: GuardedWorld, path: string, body?: unknown): Promise<Response> {
  const json = {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  }
  return fetch(`${ingest.url}/v1/${path}`, { method: 'POST', ...(body !== undefined && json) })
}
