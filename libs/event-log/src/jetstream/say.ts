import { setTimeout as sleep } from 'node:timers/promises'
import { type EpisodeEvent, encode, type JobEvent, type Subjects } from '@soundmill/events'
import { headers, type MsgHdrs, type PubAck } from 'nats'
import { LogUnavailableError, type Recorded, type Saying } from '../index.ts'
import type { Connection } from './connection.ts'
import { isFull, isRefusal, unavailable } from './errors.ts'
import { monotonic } from './lease.ts'
import { noteSaying, publishing } from './spans.ts'
import type { Stream } from './stream.ts'

/** How long one append waits for its acknowledgement, and how long we keep asking altogether. */
const ACK_MS = 1_500
const PATIENCE_MS = 5_000
const PAUSE_MS = 100

export type SayDeps = { connection: Connection; stream: Stream; subjects: Subjects }

/** What is to stand in the log, ready to be sent. The trace it belongs to can be told from outside, too. */
type Letter = { id: string; subject: string; payload: Uint8Array; traceparent?: string | undefined }

/** What came of one append: an acknowledgement, or a reason to go and read what stands. */
type Attempt = { ack: PubAck } | { doubt: unknown }

export function createSay({ connection, stream, subjects }: SayDeps) {
  const letterOf = (event: EpisodeEvent): Letter => ({
    id: event.id,
    subject: subjects.of(event),
    payload: encode(event),
    traceparent: event.traceparent,
  })

  async function publish(letter: Letter, expect?: number): Promise<Attempt> {
    const { id, subject, payload } = letter
    const expectations = {
      streamName: subjects.stream,
      ...(expect !== undefined && { lastSubjectSequence: expect }),
    }
    try {
      const js = (await connection.get()).jetstream({ timeout: ACK_MS })
      const options = { msgID: id, expect: expectations, ...headersOf(letter) }
      return { ack: await js.publish(subject, payload, options) }
    } catch (err) {
      if (isFull(err) || err instanceof LogUnavailableError) throw unavailable(err)
      return { doubt: err }
    }
  }

  /**
   * The event that holds the place `event` wants. For `submitted` that is the lowest over all lanes:
   * two lanes are two subjects, and the server refuses only within one.
   */
  async function standing(event: JobEvent, expect: number): Promise<Recorded | undefined> {
    const query =
      event.fact === 'submitted'
        ? { seq: 1, next_by_subj: subjects.pattern('submitted', event) }
        : { last_by_subj: subjects.of(event) }
    const message = await stream.message(query)
    return message && message.seq > expect ? stream.recorded(message) : undefined
  }

  /** Resolves to the sequence of it. The same id twice is one message, and that one's sequence. */
  async function send(letter: Letter): Promise<number> {
    const deadline = monotonic() + PATIENCE_MS
    for (;;) {
      const attempt = await publish(letter)
      if ('ack' in attempt) return attempt.ack.seq
      if (monotonic() > deadline) throw unavailable(attempt.doubt)
      await sleep(PAUSE_MS)
    }
  }

  function append(event: EpisodeEvent): Promise<Recorded> {
    return publishing(subjects, event, async (traced) =>
      stream.position(traced, await send(letterOf(traced))),
    )
  }

  /** What one try came to; undefined: nothing is known yet, try again with the same id. */
  async function tryOnce(event: JobEvent, expect: number, deadline: number): Promise<Saying | undefined> {
    const attempt = await publish(letterOf(event), expect)
    if ('ack' in attempt && !attempt.ack.duplicate && event.fact !== 'submitted') {
      return { outcome: 'said', recorded: await stream.position(event, attempt.ack.seq) }
    }
    const late = monotonic() > deadline
    const found = await standing(event, expect).catch((err) => {
      if (err instanceof LogUnavailableError && !late) return undefined
      throw err
    })
    if (found) return { outcome: found.event.id === event.id ? 'said' : 'stands', recorded: found }
    if (late) throw outOfPatience(attempt)
    return undefined
  }

  async function insist(event: JobEvent, expect: number): Promise<Saying> {
    const deadline = monotonic() + PATIENCE_MS
    for (;;) {
      const saying = await tryOnce(event, expect, deadline)
      if (saying) return saying
      await sleep(PAUSE_MS)
    }
  }

  const sayOnce = (event: JobEvent, { expect = 0 }: { expect?: number } = {}): Promise<Saying> =>
    publishing(subjects, event, async (traced) => noteSaying(await insist(traced, expect)))

  return { send, append, sayOnce }
}

/** For tools that look at headers only; they have it where W3C Trace Context puts it. */
function headersOf({ traceparent }: Letter): { headers?: MsgHdrs } {
  if (traceparent === undefined) return {}
  const ours = headers()
  ours.set('traceparent', traceparent)
  return { headers: ours }
}

function outOfPatience(attempt: Attempt): Error {
  if ('doubt' in attempt && !isRefusal(attempt.doubt)) return unavailable(attempt.doubt)
  return new LogUnavailableError('the log took the event and does not show it')
}
