import { setTimeout as sleep } from 'node:timers/promises'
import { type EpisodeEvent, encode, type JobEvent, type Subjects } from '@soundmill/events'
import type { PubAck } from 'nats'
import { LogUnavailableError, type Recorded, type Saying } from '../index.ts'
import type { Connection } from './connection.ts'
import { isFull, isRefusal, unavailable } from './errors.ts'
import { monotonic } from './lease.ts'
import type { Stream } from './stream.ts'

/** How long one append waits for its acknowledgement, and how long we keep asking altogether. */
const ACK_MS = 1_500
const PATIENCE_MS = 5_000
const PAUSE_MS = 100

export type SayDeps = { connection: Connection; stream: Stream; subjects: Subjects }

/** What came of one append: an acknowledgement, or a reason to go and read what stands. */
type Attempt = { ack: PubAck } | { doubt: unknown }

export function createSay({ connection, stream, subjects }: SayDeps) {
  async function publish(event: EpisodeEvent, expect?: number): Promise<Attempt> {
    const expectations = {
      streamName: subjects.stream,
      ...(expect !== undefined && { lastSubjectSequence: expect }),
    }
    const payload = encode(event)
    try {
      const js = (await connection.get()).jetstream({ timeout: ACK_MS })
      return { ack: await js.publish(subjects.of(event), payload, { msgID: event.id, expect: expectations }) }
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

  async function append(event: EpisodeEvent): Promise<Recorded> {
    const deadline = monotonic() + PATIENCE_MS
    for (;;) {
      const attempt = await publish(event)
      if ('ack' in attempt) return stream.position(event, attempt.ack.seq)
      if (monotonic() > deadline) throw unavailable(attempt.doubt)
      await sleep(PAUSE_MS)
    }
  }

  /** What one try came to; undefined: nothing is known yet, try again with the same id. */
  async function tryOnce(event: JobEvent, expect: number, deadline: number): Promise<Saying | undefined> {
    const attempt = await publish(event, expect)
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

  async function sayOnce(event: JobEvent, { expect = 0 }: { expect?: number } = {}): Promise<Saying> {
    const deadline = monotonic() + PATIENCE_MS
    for (;;) {
      const saying = await tryOnce(event, expect, deadline)
      if (saying) return saying
      await sleep(PAUSE_MS)
    }
  }

  return { append, sayOnce }
}

function outOfPatience(attempt: Attempt): Error {
  if ('doubt' in attempt && !isRefusal(attempt.doubt)) return unavailable(attempt.doubt)
  return new LogUnavailableError('the log took the event and does not show it')
}
