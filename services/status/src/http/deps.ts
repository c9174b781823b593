import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { News } from '../projection/news.ts'
import type { Tail } from '../projection/tail.ts'
import type { Queue } from '../queue/queue.ts'
import type { StatusStore } from '../store/index.ts'
import type { ProgressHub } from './progress-hub.ts'
import type { Seats } from './seats.ts'

/** What the routes answer from. */
export type RouteDeps = {
  events: EventLog
  store: StatusStore
  blobs: BlobStore
  news: News
  progress: ProgressHub
  queue: Queue
  /** The newest facts of the views that are served. */
  tail: Tail
  /** Room for streams of events. */
  seats: Seats
  /** Events of the log that are not in the views yet. Rejects when the log cannot be asked. */
  lag(): Promise<number>
  /** Aborted when the process stops: whoever waits is answered, streams end. */
  closing: AbortSignal
  /** How often a silent stream shows that it is alive, in milliseconds. */
  heartbeatMs: number
}
