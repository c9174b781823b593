import { setTimeout as delay } from 'node:timers/promises'
import type { QueuePlace } from '../api/answers.ts'
import type { Answer, Api } from '../api/api.ts'
import type { Accepted } from '../api/command-answers.ts'
import { RefusedError } from '../api/errors.ts'
import { Job } from '../api/job-answers.ts'
import { passes } from '../api/persist.ts'
import { ofJob } from './of-job.ts'
import { type Audience, showEvents } from './show-events.ts'
import { showPlace } from './show-place.ts'

/** The stream tells of the end too; how long to let it after the answer that says the same. */
const LAST_FACT_WITHIN_MS = 1_000
/** A view follows the log within milliseconds; what was announced and is not there by then will not come. */
const SEEN_WITHIN_MS = 30_000
/** Without an answer for so long, whoever waits is told. A server that restarts is back long before. */
const SILENT_FOR_MS = 120_000
const AGAIN_AFTER_MS = 500

/** Which job is waited for. */
export type Watched = Pick<Accepted, 'episode' | 'job' | 'position'> & {
  announced?: boolean | undefined
  /** Facts up to this position are known and not shown. */
  after?: string | undefined
}

/** How a job ended. `deleted`: its episode is no more, and so nobody can tell. */
export type Ended = { kind: 'job'; answer: Answer<Job> } | { kind: 'deleted'; reason: string }

/** Who sees what happens, where it stands while it waits, and what ends the watching. */
export type Watching = {
  audience: Audience
  signal: AbortSignal
  onPlace?(place: QueuePlace): void
  /** Told once when the line is broken, and again only after an answer came in between. */
  onBroken?(error: Error): void
}

/**
 * Shows what happens to an episode until the job has ended, and resolves with what it came to. Lines that
 * break are taken up again: facts where they broke off, the question how it ended as it is.
 */
export async function follow(
  api: Api,
  watched: Watched,
  { audience, signal, onPlace, onBroken }: Watching,
): Promise<Ended> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  // The stream is for the eye only: what counts is the answer that waits.
  let hasBegun = watched.after !== undefined
  const own = ofJob(watched.job, (message) => {
    hasBegun = true
    audience(message)
  })
  const shown = showEvents(api, watched, { audience: own, signal: either }).catch(() => {})
  // Where it stands is said after that it was submitted.
  const tellPlace = onPlace && ((place: QueuePlace) => hasBegun && onPlace(place))
  if (tellPlace) showPlace(api, watched, { onPlace: tellPlace, signal: either }).catch(() => {})
  try {
    const ended = await untilEnded(api, watched, { signal, onBroken })
    await Promise.race([shown, delay(LAST_FACT_WITHIN_MS, undefined, { signal })])
    return ended
  } finally {
    stop.abort()
  }
}

async function untilEnded(
  api: Api,
  watched: Watched,
  { signal, onBroken }: Pick<Watching, 'signal' | 'onBroken'>,
): Promise<Ended> {
  const { episode, job, position } = watched
  const query = new URLSearchParams({ wait: 'finished', timeoutSeconds: '30', ...(position && { position }) })
  const hope = createHope(watched, onBroken)
  for (;;) {
    try {
      const answer = await api.ask(`/v1/episodes/${episode}/jobs/${job}?${query}`, Job, { signal })
      if (answer.value.state === 'finished') return { kind: 'job', answer }
      hope.heard()
    } catch (error) {
      signal.throwIfAborted()
      if (statusOf(error) === 410) return { kind: 'deleted', reason: described(error) }
      if (!hope.isLeft(error)) throw error
      await delay(AGAIN_AFTER_MS, undefined, { signal })
    }
  }
}

/** Whether an answer may still come, after everything that came so far. */
function createHope({ announced }: Watched, onBroken: Watching['onBroken'] = () => {}) {
  const began = performance.now()
  let heardAt = began
  let isBroken = false
  return {
    heard() {
      heardAt = performance.now()
      isBroken = false
    },
    isLeft(error: unknown): boolean {
      const now = performance.now()
      // What was not announced yet will be, whenever the log is back.
      if (statusOf(error) === 404) return announced === false || now - began < SEEN_WITHIN_MS
      if (!passes(error)) return false
      if (!isBroken) onBroken(error)
      isBroken = true
      return now - heardAt < SILENT_FOR_MS
    },
  }
}

const statusOf = (error: unknown) => (error instanceof RefusedError ? error.status : undefined)
const described = (error: unknown) => (error instanceof Error ? error.message : String(error))
