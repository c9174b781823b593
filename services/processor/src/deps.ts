import type { AudioEngine } from '@soundmill/audio'
import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Subjects } from '@soundmill/events'
import type { Observer } from './observer.ts'

/** As much of a log as we write to. */
export type Log = {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  /** One that has these in every line. */
  child(bindings: object): Log
}

/** Everything a job needs from outside, and who is told of it. */
export type Deps = Partial<Observer> & {
  events: EventLog
  blobs: BlobStore
  audio: AudioEngine
  subjects: Subjects
  log: Log
  /** Where scratch directories are made. */
  scratchDir: string
  /** What a job may take there. */
  scratchMaxBytes: number
  /** Who we are in `started`: the machine and the process. */
  worker: string
  /** Told that the blob store is down, so that no more jobs are taken until it is back. */
  onStoreDown?(): void
}
