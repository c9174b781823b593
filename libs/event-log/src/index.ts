import type { Address, EpisodeEvent, JobEvent, Submitted } from '@soundmill/events'

/*
 * The one place where things that happened are written down, and the only way services talk.
 *
 * Two ways to read: *follow* (everything, in order, I keep my place) and *work* (jobs, shared with my
 * namesakes, at least once). One adapter: NATS JetStream, in every deployment and every test.
 */

/** A place in the log, `<epoch>-<sequence>`; the epoch changes when the log is made anew. Opaque to clients. */
export type Position = string

/** An event, and where it stands. */
export type Recorded<E extends EpisodeEvent = EpisodeEvent> = {
  event: E
  sequence: number
  position: Position
}

/** `said`: it stands in the log now. `stands`: another event was there first, and this is it. */
export type Saying = { outcome: 'said'; recorded: Recorded } | { outcome: 'stands'; recorded: Recorded }

/** Where a follower got to, and which event it saw there: enough to notice that the log is not the same. */
export type Place = { epoch: string; sequence: number; id: string }

export interface EventLog {
  /** Resolves once the event is durable. The same id twice is one event. Rejects with LogUnavailableError. */
  append(event: EpisodeEvent): Promise<Recorded>

  /**
   * Says an event only if its subject holds nothing yet (or nothing after the sequence `expect`).
   * Whatever the network loses, the answer is true: what stands was read from the log.
   * For `submitted` the lowest sequence over all lanes stands. Rejects with LogUnavailableError.
   */
  sayOnce(event: JobEvent, options?: { expect?: number }): Promise<Saying>

  /** The newest readable event on a subject pattern of `subjects`, if there is one. */
  last(pattern: string): Promise<Recorded | undefined>

  /** The oldest event on a subject pattern, or the oldest after the sequence `after`: a way to step through. */
  first(pattern: string, options?: { after?: number }): Promise<Recorded | undefined>

  /**
   * Hands over every event after `after` (all of them when undefined), in order, one at a time.
   * A handler that throws gets the same event again. Unknown and unreadable events are skipped and counted.
   * The place is verified at the start and after every reconnect: see `Following.ended`.
   */
  follow(options: { after: Place | undefined }, handle: FollowHandler): Promise<Following>

  /**
   * Takes jobs from one lane, at most `concurrency` at a time, each leased to one worker at a time. A
   * worker's lease is renewed while its handler runs, so work may take as long as it likes.
   */
  work(options: WorkOptions, worker: Worker): Promise<Working>

  /** How full the log is, 0 to 1, and where it ends. Rejects with LogUnavailableError. */
  state(): Promise<LogState>

  /** The progress of running jobs: heard by whoever listens now, kept nowhere, lost without regret. */
  progress: ProgressFeed

  /** Stops reading, lets what was said be confirmed, and lets go of the connection. */
  close(): Promise<void>
}

export type LogState = { epoch: string; lastSequence: number; fill: number }

/** Must be harmless to repeat. */
export type FollowHandler = (recorded: Recorded) => Promise<void>

export interface Following {
  /** Resolves when everything that was in the log at the start has been handled. */
  caughtUp: Promise<void>
  /**
   * Resolves when no more will come: `stopped`, because it was told to; `place-lost`, because the log is
   * not the one the place was in (recreated, restored, truncated), and the view must be built anew.
   */
  ended: Promise<'stopped' | 'place-lost'>
  /** Events in the log that were not handed over yet. */
  lag(): Promise<number>
  stop(): Promise<void>
}

export type WorkOptions = { lane: string; concurrency: number }

/**
 * What becomes of a delivery: `done`, it is settled; `overtaken`, somebody else has it, leave it alone.
 * The third fate is to throw: it comes back, after `retryInMs` when the error is a TryAgainError.
 */
export type Fate = 'done' | 'overtaken'

export interface Worker {
  handle(submitted: Recorded<Submitted>, delivery: Delivery): Promise<Fate>
  /** A `submitted` nobody can read, of today's or any version: its subject still tells whose it is. */
  unreadable(address: Address, problem: string, delivery: Delivery): Promise<Fate>
}

export interface Delivery {
  /** Aborted when the worker was told to stop and its patience ran out. */
  signal: AbortSignal
  /** Whether the lease ran out by this process's own clock: somebody else may have the job now. */
  lapsed(): boolean
  /** Ask anew whether the job was ended by somebody else: called at every heartbeat and on every hint. */
  onHeartbeat(check: () => void): void
}

export interface Working {
  /** Takes no more jobs, waits for those in hand, aborts what is left after `graceMs`. */
  stop(graceMs: number): Promise<void>
  /** While paused nothing is taken; what is in hand goes on. */
  pause(paused: boolean): void
}

export type Progress = {
  show: string
  episode: string
  job: string
  step: string
  /** 0 to 100, of this step. */
  percent: number
  etaSeconds?: number
  realtimeFactor?: number
}

export interface ProgressFeed {
  report(progress: Progress): void
  /** Returns a function that stops listening. */
  listen(handle: (progress: Progress) => void): () => void
}

/** A job goes back to the log and is dealt again, to anybody, after `retryInMs`. */
export class TryAgainError extends Error {
  override name = 'TryAgainError'
  readonly retryInMs: number
  constructor(message: string, retryInMs: number, options?: ErrorOptions) {
    super(message, options)
    this.retryInMs = retryInMs
  }
}

/** The log cannot take or give anything now: unreachable, full, or its stream is missing. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError'
  readonly code = 'log_unavailable'
}
