import type { Address, EpisodeEvent, JobEvent, LaneName, Submitted } from '@soundmill/events'
import type { LaneControl } from './lanes.ts'

export type { LaneState } from '@soundmill/events'
export { LogUnavailableError, TryAgainError } from './errors.ts'
export type { Lane, LaneControl, LaneDepth } from './lanes.ts'

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
   * A handler that throws gets the same event again. Unknown and unreadable events are skipped, and `onSkipped` told.
   * The place is verified at the start and after every reconnect: see `Following.ended`.
   */
  follow(options: FollowOptions, handle: FollowHandler): Promise<Following>

  /**
   * Takes jobs from lanes, at most `concurrency` at a time, each leased to one worker at a time. A worker's
   * lease is renewed while its handler runs, so work may take as long as it likes. The lane named first is
   * asked first, but every fourth time the last one is, so that none starves. A free hand waits in the last
   * one: a job there is dealt at once, in another one within a second. A paused lane is left alone.
   */
  work(options: WorkOptions, worker: Worker): Promise<Working>

  /** How full the log is, 0 to 1, and where it ends. Rejects with LogUnavailableError. */
  state(): Promise<LogState>

  /**
   * Looks whether the log is there, and is what the topology step makes of it, the queues of these lanes included.
   * Resolves to what is not, for whoever runs the process: it may still work, but not as promised. Rejects with
   * LogUnavailableError, whose message says what to look at.
   */
  check(options?: { lanes?: readonly LaneName[] }): Promise<string | undefined>

  /** Whether there is a connection now: for who watches. Whoever needs the log asks it, and waits or is told. */
  connected(): boolean

  /** What the lanes let through. */
  lanes: LaneControl

  /** The progress of running jobs: heard by whoever listens now, kept nowhere, lost without regret. */
  progress: ProgressFeed

  /** Stops reading, lets what was said be confirmed, and lets go of the connection. */
  close(): Promise<void>
}

export type LogState = { epoch: string; lastSequence: number; fill: number }

export type FollowOptions = {
  after: Place | undefined
  /** Told of every event that no release, or only a newer one, can read: so that somebody can count them. */
  onSkipped?: () => void
}

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

/** `lanes`: at least one, the one to be asked first at the front. */
export type WorkOptions = { lanes: readonly LaneName[]; concurrency: number }

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

/**
 * What a job is doing, in this order: `download`, the source comes from the store; `inspect`, it is decoded and
 * measured, and its waveform drawn; `render`, renditions are encoded; `verify`, what was encoded is decoded and
 * measured again; `store`, files go to the store (those that are ready before the others in between).
 */
export const STEPS = ['download', 'inspect', 'render', 'verify', 'store'] as const

/** See `STEPS`. */
export type Step = (typeof STEPS)[number]

/** How far a running job is. Said at least every two seconds in every step, and at most twice a second. */
export type Progress = {
  show: string
  episode: string
  job: string
  /** One of `STEPS`; from another version of the processor perhaps another word. */
  step: string
  /** 0 to 100, of this step. */
  percent: number
  /** 0 to 100, of the whole job; an estimate that never goes back. */
  overallPercent?: number
  /** Until the job ends, in seconds; absent while nobody can say. */
  etaSeconds?: number
  /** Until this step ends, in seconds; absent while nobody can say. */
  stepEtaSeconds?: number
  /** Seconds of audio done in one second of this step; absent until it was measured. */
  realtimeFactor?: number
  /** When it was said (RFC 3339, UTC). Where a tool is silent, what is known is said again, at a later time. */
  at?: string
}

export interface ProgressFeed {
  report(progress: Progress): void
  /** Returns a function that stops listening. */
  listen(handle: (progress: Progress) => void): () => void
}
