import type { Subjects } from '@soundmill/events'
import { DiscardPolicy, nanos, RetentionPolicy, StorageType } from 'nats'

export type StreamSize = { maxBytes: number; replicas: number }

/**
 * Everything is kept, in a file, until it is full; then new events are refused. (The default would drop
 * old ones in silence.) No `max_age`: after expiry, *once* would pass a second time.
 */
export function streamConfig(subjects: Subjects, { maxBytes, replicas }: StreamSize) {
  return {
    name: subjects.stream,
    subjects: subjects.stored,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_bytes: maxBytes,
    num_replicas: replicas,
    duplicate_window: nanos(10 * 60_000),
  }
}
