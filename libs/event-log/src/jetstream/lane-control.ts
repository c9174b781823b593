import {
  decodeLaneChanged,
  encodeLaneChanged,
  type LaneChanged,
  type LaneName,
  randomId,
  UnknownEventError,
  UnreadableEventError,
} from '@soundmill/events'
import type { Lane, LaneControl } from '../lanes.ts'
import { workConsumerOf } from '../topology/consumers.ts'
import type { createSay, SayDeps } from './say.ts'
import { positionOf } from './stream.ts'

type Send = ReturnType<typeof createSay>['send']
type Reading = Pick<SayDeps, 'stream' | 'subjects'>

/**
 * What stands of a lane in the log, with its sequence. Throws UnreadableEventError or UnknownEventError for what
 * this release cannot read.
 */
export async function readLane({ stream, subjects }: Reading, lane: LaneName) {
  const message = await stream.message({ last_by_subj: subjects.laneChanged(lane) })
  if (!message) return { lane: { lane, state: 'open' as const } }
  return { lane: laneOf(lane, decodeLaneChanged(message.data)), sequence: message.seq }
}

const laneOf = (lane: LaneName, { time, data: { state, principal } }: LaneChanged): Lane => ({
  lane,
  state,
  changedAt: time,
  principal,
})

/** Whether this release will never make sense of it, however often it reads it. */
export const isBeyondUs = (err: unknown): boolean =>
  err instanceof UnknownEventError || err instanceof UnreadableEventError

export function createLaneControl(deps: Reading, send: Send): LaneControl {
  const { stream, subjects } = deps

  const readable = (lane: LaneName) =>
    readLane(deps, lane).catch((err) => {
      if (isBeyondUs(err)) return undefined
      throw err
    })

  return {
    state: async (lane) => (await readable(lane))?.lane ?? { lane, state: 'open' },

    async set(name, state, principal) {
      const { epoch, lastSequence } = await stream.state()
      const found = await readable(name)
      if (found?.lane.state === state)
        return { lane: found.lane, position: positionOf(epoch, found.sequence ?? lastSequence) }
      const event: LaneChanged = {
        ...{ id: randomId(), source: 'ingest', time: new Date().toISOString(), lane: name },
        data: { state, principal },
      }
      const payload = encodeLaneChanged(event)
      const said = await send({ id: event.id, subject: subjects.laneChanged(name), payload })
      return { lane: laneOf(name, event), position: positionOf(await stream.epoch(), said) }
    },

    async depth(lane) {
      const { num_pending, num_ack_pending, num_waiting } = await stream.consumer(workConsumerOf(lane))
      return { waiting: num_pending, inHand: num_ack_pending, idleHands: num_waiting }
    },
  }
}
