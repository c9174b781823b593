import type { AudioEngine } from '@soundmill/audio'
import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Finished, Subjects } from '@soundmill/events'

export type Log = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** Everything a job needs from outside. */
export type Deps = {
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
  /** Told of every outcome that this process said. */
  onOutcome?(outcome: Finished['data']): void
  /** Told that the blob store is down, so that no more jobs are taken until it is back. */
  onStoreDown?(): void
}
