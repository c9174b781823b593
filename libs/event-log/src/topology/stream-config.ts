import type { Subjects } from '@soundmill/events'
import { DiscardPolicy, nanos, RetentionPolicy, StorageType } from 'nats'

export type StreamSize = { maxBytes: number; replicas: number }

/**
 * Everything is kept, in a file, until it is full; then new events are refused. (The default would drop
 * old ones in silence.) No `max_age`: after expiry, *once* would pass a second time.
 */
export function streamConfig(subjects: Subjects, { maxBytes, replicas }: StreamSize) {
  return { ...streamRules(subjects), max_bytes: maxBytes, num_replicas: replicas }
}

/** What every stream of ours has to be, whatever its size. */
export function streamRules(subjects: Subjects) {
  return {
    name: subjects.stream,
    subjects: subjects.stored,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    duplicate_window: nanos(10 * 60_000),
  }
}
