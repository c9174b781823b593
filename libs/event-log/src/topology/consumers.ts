import type { LaneName, Subjects } from '@soundmill/events'
import { AckPolicy, type ConsumerConfig, DeliverPolicy, nanos, ReplayPolicy } from 'nats'

/** How long a silent worker keeps a job. Workers say `working` three times in this time. */
export const ACK_WAIT_MS = 30_000

/**
 * A lease counts from when a job was asked for, and asking may wait a second: with less than this, a job could
 * arrive with its lease lapsed, every time, and never be worked on.
 */
export const SHORTEST_ACK_WAIT_MS = 3_000

/** Jobs that may be in hand at once, over all workers. */
const MAX_IN_HAND = 10_000

/** The durable consumer that all workers of a lane share. */
export const workConsumerOf = (lane: LaneName): string => `work-${lane}`

/**
 * Explicit acks, and for ever: a server that gives up after n deliveries makes a job invisible, neither
 * pending nor in hand. Giving up is ours to say (`gave_up`). Never `backoff`: it replaces `ack_wait`.
 */
export function workConsumer(subjects: Subjects, lane: LaneName, ackWaitMs = ACK_WAIT_MS) {
  return { ...workRules(subjects, lane), ack_wait: nanos(ackWaitMs) } satisfies Partial<ConsumerConfig>
}

/**
 * With these changed, a queue may have lost sight of jobs, and an update would not bring them back; the server refuses
 * to update some of them anyhow. Made anew, a queue deals every job again, and those that have ended are soon settled.
 */
export const MADE_ANEW: ReadonlySet<string> = new Set([
  'ack_policy',
  'deliver_policy',
  'filter_subject',
  'filter_subjects',
  'max_deliver',
  'replay_policy',
])

/** What every queue of jobs has to be, however long its leases. Undefined: must not be set. */
export function workRules(subjects: Subjects, lane: LaneName) {
  return {
    durable_name: workConsumerOf(lane),
    filter_subject: subjects.pattern('submitted', {}, lane),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_policy: AckPolicy.Explicit,
    max_deliver: -1,
    max_ack_pending: MAX_IN_HAND,
    backoff: undefined,
    inactive_threshold: undefined,
    headers_only: undefined,
    filter_subjects: undefined,
  }
}
