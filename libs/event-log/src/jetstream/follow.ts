import { setTimeout as sleep } from 'node:timers/promises'
import { type Subjects, UnknownEventError, UnreadableEventError } from '@soundmill/events'
import type { StoredMsg } from 'nats'
import type { FollowHandler, Following, FollowOptions, LogState } from '../index.ts'
import type { Connection, Log } from './connection.ts'
import { createDoorbell } from './doorbell.ts'
import type { Stream } from './stream.ts'

/** How many messages are asked for at once while catching up. */
const CHUNK = 64
/** Without a hint the log is asked anew this often: a hint is lost without harm. */
const IDLE_MS = 1_000
const RETRY_MS = 500

export type FollowDeps = { connection: Connection; stream: Stream; subjects: Subjects; log: Log }

/** The log is not the one our place was in. */
class PlaceLostError extends Error {
  override name = 'PlaceLostError'
}

/**
 * Follows by reading the stream by sequence, straight from its leader: there is no consumer that could be
 * reset, deleted, shared by mistake or resumed in a stream made anew (docs/decisions/0002).
 */
export function follow(deps: FollowDeps, options: FollowOptions, handle: FollowHandler): Following {
  const { connection, stream, subjects, log } = deps
  const stopping = new AbortController()
  const doorbell = createDoorbell(connection, subjects.everyEpisode)
  const reader = createReader(deps, options, handle, stopping.signal)
  let reachedTheEnd: () => void = () => {}
  const caughtUp = new Promise<void>((resolve) => {
    reachedTheEnd = resolve
  })

  const run = async (): Promise<'stopped' | 'place-lost'> => {
    let target: number | undefined
    while (!stopping.signal.aborted) {
      try {
        const end = await reader.readToEnd()
        target ??= end
        if (reader.sequence() >= target) reachedTheEnd()
        await doorbell.wait(IDLE_MS, stopping.signal)
      } catch (err) {
        if (err instanceof PlaceLostError) return 'place-lost'
        reader.doubt()
        log.warn({ err, sequence: reader.sequence() }, 'cannot follow the log, will try again')
        await sleep(RETRY_MS)
      }
    }
    return 'stopped'
  }
  const ended = run().finally(() => {
    reader.close()
    doorbell.close()
  })

  return {
    caughtUp,
    ended,
    lag: async () => Math.max(0, (await stream.state()).lastSequence - reader.sequence()),
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

function createReader(
  { connection, stream, subjects, log }: FollowDeps,
  { after, onSkipped }: FollowOptions,
  handle: FollowHandler,
  signal: AbortSignal,
) {
  let place = after
  let next = (after?.sequence ?? 0) + 1
  let doubtful = true
  function doubt() {
    doubtful = true
  }
  const close = connection.onReconnect(doubt)

  /** Where we got to must still be there: the same event in the same log. Returns what the log is now. */
  async function verified(): Promise<LogState> {
    const state = await stream.state()
    if (place && (state.epoch !== place.epoch || state.lastSequence < place.sequence))
      throw new PlaceLostError()
    if (place && doubtful && idOf(await stream.message({ seq: place.sequence })) !== place.id) {
      throw new PlaceLostError()
    }
    doubtful = false
    return state
  }

  async function take(message: StoredMsg, epoch: string) {
    try {
      if (subjects.parse(message.subject)) await handle(await stream.recorded(message))
    } catch (err) {
      if (!(err instanceof UnknownEventError || err instanceof UnreadableEventError)) throw err
      onSkipped?.()
      const { episode, job, fact } = subjects.parse(message.subject) ?? {}
      log.warn({ err, episode, job, fact, sequence: message.seq }, 'skipped an event nobody can read')
    }
    place = { epoch, sequence: message.seq, id: idOf(message) }
  }

  /** A message that is not there was purged; or the log has lost its end, and the next event takes its place. */
  async function isPurged(epoch: string, sequence: number): Promise<boolean> {
    const now = await stream.state()
    return now.epoch === epoch && now.lastSequence >= sequence
  }

  /** One chunk is asked for at once; its events are handed over one at a time. False: the log must be verified. */
  async function readChunk({ epoch, lastSequence }: LogState): Promise<boolean> {
    const length = Math.min(CHUNK, lastSequence - next + 1)
    const sequences = Array.from({ length }, (_, i) => next + i)
    const messages = await Promise.all(sequences.map((seq) => stream.message({ seq })))
    for (const message of messages) {
      if (signal.aborted || doubtful) return false
      if (message) await take(message, epoch)
      else if (!(await isPurged(epoch, next))) return false
      next += 1
    }
    return true
  }

  return {
    close,
    /** The log did not answer: whatever became of it meanwhile, the next look is at our own place. */
    doubt,
    sequence: () => next - 1,
    /** Returns where the log ended when it was asked. */
    async readToEnd(): Promise<number> {
      const state = await verified()
      while (next <= state.lastSequence && (await readChunk(state)));
      return state.lastSequence
    },
  }
}

/** Empty for a message that an outsider published without an id, and for one that is gone. */
const idOf = (message: StoredMsg | undefined): string => message?.header.get('Nats-Msg-Id') ?? ''
