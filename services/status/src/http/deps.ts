import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { News } from '../projection/news.ts'
import type { StatusStore } from '../store/index.ts'
import type { ProgressHub } from './progress-hub.ts'

/** What the routes answer from. */
export type RouteDeps = {
  events: EventLog
  store: StatusStore
  blobs: BlobStore
  news: News
  progress: ProgressHub
  /** Events of the log that are not in the views yet. Rejects when the log cannot be asked. */
  lag(): Promise<number>
  /** Aborted when the process stops: whoever waits is answered, streams end. */
  closing: AbortSignal
  /** How often a silent stream shows that it is alive, in milliseconds. */
  heartbeatMs: number
}
