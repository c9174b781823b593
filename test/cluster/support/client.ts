import { randomUUID } from 'node:crypto'
import { until } from '@soundmill/test-support'
import { z } from 'zod'
import type { Accepted } from '../../faults/client.ts'
import type { Recording } from '../../faults/recording.ts'

/** One request at the gateway. Rejects for every answer but a 2xx. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>

export const asking =
  (url: string): Ask =>
  async (path, init) => {
    const response = await fetch(url + path, init)
    if (response.ok) return response
    throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }

const Submitted = z.object({ episode: z.uuid(), job: z.uuid(), announced: z.boolean() })

const View = z.object({
  state: z.string(),
  published: z.object({ artifacts: z.array(z.object({ url: z.string(), sha256: z.string() })) }).optional(),
})
export type View = z.infer<typeof View>

/** One rendition that is quick to make. */
const QUICK = { renditions: [{ format: 'flac' }] }

export const newKey = (): string => `cluster-${randomUUID()}`

export async function submit(
  ask: Ask,
  { bytes, sha256 }: Recording,
  key = newKey(),
  spec: object = QUICK,
): Promise<Accepted> {
  const form = new FormData()
  form.set('spec', JSON.stringify(spec))
  form.set('audio', new Blob([bytes]), 'recording.wav')
  const answer = await ask('/v1/episodes', {
    method: 'POST',
    body: form,
    headers: { 'idempotency-key': key },
  })
  return { ...Submitted.parse(await answer.json()), sha256 }
}

/** Repeats the request with its key, as a client does that was promised nothing, until a 2xx. */
export function submitUntilAccepted(ask: Ask, recording: Recording): Promise<Accepted> {
  const key = newKey()
  return until(() => submit(ask, recording, key), { what: 'a 2xx', timeoutMs: 120_000 })
}

/** Asked again as long as the answer is that it is not finished yet. */
export async function finished(ask: Ask, episode: string): Promise<View> {
  for (;;) {
    const answer = await ask(`/v1/episodes/${episode}?wait=finished&timeoutSeconds=10`)
    const view = View.parse(await answer.json())
    if (view.state === 'finished') return view
  }
}

/** The same, while questions may fail. */
export const finishedAtLast = (ask: Ask, episode: string): Promise<View> =>
  until(() => finished(ask, episode), { what: `${episode} to finish`, timeoutMs: 120_000 })
