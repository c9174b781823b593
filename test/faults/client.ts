import { randomUUID } from 'node:crypto'
import { PROBLEMS } from '@soundmill/runtime'
import { until } from '@soundmill/test-support'
import { z } from 'zod'
import { BrokenPromiseError, expectDurable } from './durable.ts'
import type { Recording } from './recording.ts'
import type { FaultWorld } from './world.ts'

/** What a client was told with a 2xx, and the SHA-256 (hex) of what it had sent. */
export type Accepted = { episode: string; job: string; announced: boolean; sha256: string }

/** `accepted` exactly with a 2xx. */
export type Answer = { status: number; retryAfter: string | null; body: unknown; accepted?: Accepted }

/** I8, for whoever is refused: why, in a code of the closed list, and where to look for it in the logs. */
const Refusal = z.object({
  code: z.string().refine((code) => Object.hasOwn(PROBLEMS, code)),
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
})

const Body = z.object({ episode: z.uuid(), job: z.uuid(), announced: z.boolean() })

/** One rendition that is quick to make. */
const SPEC = { renditions: [{ format: 'flac' }] }

export type Submission = {
  recording: Recording
  key: string
  /** Where to; default the first ingest. */
  origin?: string
  signal?: AbortSignal
  /** W3C Trace Context, of a client that traces. */
  traceparent?: string
}

export const newKey = (): string => `fault-${randomUUID()}`

/**
 * One request. Rejects when the line breaks before the answer is there. A 2xx is held against what is durable at
 * that very moment (I2), a refusal against what it has to tell (I8); a promise that is broken rejects, too.
 */
export async function submit(world: FaultWorld, submission: Submission): Promise<Answer> {
  const { recording, key, origin = world.ingest.url, signal, traceparent } = submission
  const form = new FormData()
  form.set('spec', JSON.stringify(SPEC))
  form.set('audio', new Blob([recording.bytes]), 'recording.wav')
  const response = await fetch(`${origin}/v1/episodes`, {
    method: 'POST',
    body: form,
    headers: { 'idempotency-key': key, ...(traceparent && { traceparent }) },
    ...(signal && { signal }),
  })
  const body: unknown = await response.json()
  const answer = { status: response.status, retryAfter: response.headers.get('retry-after'), body }
  if (!response.ok) {
    if (!Refusal.safeParse(body).success)
      throw new BrokenPromiseError(`refused without a code or a trace: ${JSON.stringify(body)}`)
    return answer
  }
  const accepted = { ...Body.parse(body), sha256: recording.sha256 }
  await expectDurable(world, accepted)
  return { ...answer, accepted }
}

/**
 * Repeats the request with its key, as a client does that was promised nothing, until a 2xx. Rejects at once when
 * the answer is one that repeating does not help, or a promise was broken; and after two minutes, in which a
 * busy machine starts an ingest three times.
 */
export async function submitUntilAccepted(world: FaultWorld, submission: Submission): Promise<Accepted> {
  const answer = await until(() => submit(world, submission).then(finalAnswer, finalFailure), {
    what: 'a 2xx',
    timeoutMs: 120_000,
  })
  if (answer instanceof Error) throw answer
  if (answer.accepted) return answer.accepted
  throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`)
}

/** 503 and 429 say: come again. */
function finalAnswer(answer: Answer): Answer {
  if (answer.status !== 503 && answer.status !== 429) return answer
  throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
}

/** What `fetch` rejects with when there is no answer: the line broke, or nobody listens. */
function finalFailure(error: unknown): Error {
  if (error instanceof BrokenPromiseError) return error
  throw error
}
