import type { LaneName, Subjects } from '@soundmill/events'
import { millis } from 'nats'
import type { EventLog } from '../index.ts'
import { SHORTEST_ACK_WAIT_MS, workConsumerOf, workRules } from '../topology/consumers.ts'
import { driftOf } from '../topology/drift.ts'
import { streamRules } from '../topology/stream-config.ts'
import type { Stream } from './stream.ts'

/** Looks at what the topology step made, with the permissions of a service: to read it. */
export function createCheck(stream: Stream, subjects: Subjects): EventLog['check'] {
  async function ofLane(lane: LaneName): Promise<string[]> {
    const { config } = await stream.consumer(workConsumerOf(lane))
    const leaseMs = millis(config.ack_wait ?? 0)
    const tooShort = leaseMs < SHORTEST_ACK_WAIT_MS ? [`ack_wait is ${leaseMs} ms`] : []
    const drift = driftOf(workRules(subjects, lane), config).map(({ words }) => words)
    return [...drift, ...tooShort].map((words) => `${workConsumerOf(lane)}: ${words}`)
  }

  return async function check({ lanes = [] } = {}) {
    const { config } = await stream.info()
    const drift = driftOf(streamRules(subjects), config).map(({ words }) => `${subjects.stream}: ${words}`)
    for (const lane of lanes) drift.push(...(await ofLane(lane)))
    return drift.length === 0
      ? undefined
      : `the log is not what it was made (${drift.join(', ')}): run the topology step`
  }
}
