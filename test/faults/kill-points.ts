import type { HttpFault, HttpFaultProxy, IsOne } from '@soundmill/test-support'
import { holdAfterConfirmation, holdAfterPublish, isComplete, isOutboxPut } from './lines.ts'
import type { FaultWorld } from './world.ts'

/** The lines an upload goes through: from its client to ingest, and from there to the servers. */
export type Track = { world: FaultWorld; front: HttpFaultProxy }

/** An upload that is being brought to a place and stopped there. */
export type Stop = {
  /** Resolves when it stands there. */
  reached: Promise<unknown>
  /** To be called when ingest is dead: nothing that was held back is let through. */
  clear(): Promise<unknown>
}

export type KillPoint = {
  name: string
  /** What the dead request leaves that nothing names, for the sweeper: nobody has promised anything yet. */
  leaves: 'upload' | 'source' | undefined
  /** One way after the other, where there are several to be at this point. */
  ways: ReadonlyArray<(track: Track) => Stop>
}

/** The five points at which a submit can be cut in two (F3). */
export const KILL_POINTS: readonly KillPoint[] = [
  {
    name: 'before Complete: all parts are stored',
    leaves: 'upload',
    ways: [({ world }) => stopRequest(world.lines.s3, isComplete, { kind: 'hold' })],
  },
  {
    name: 'in the middle of Complete: the store has done it, the answer is on its way',
    leaves: 'source',
    ways: [({ world }) => stopRequest(world.lines.s3, isComplete, { kind: 'withhold' })],
  },
  {
    name: 'after Complete, before the outbox entry reaches the store',
    leaves: 'source',
    ways: [({ world }) => stopRequest(world.lines.s3, isOutboxPut, { kind: 'hold' })],
  },
  {
    name: 'after the outbox entry, before it is known that the log has the event',
    leaves: undefined,
    ways: [
      ({ world }) => stopRequest(world.lines.s3, isOutboxPut, { kind: 'withhold' }),
      ({ world }) => stopReplies(world, holdAfterPublish),
    ],
  },
  {
    name: 'after the publish, before the answer to the client',
    leaves: undefined,
    ways: [
      ({ world }) => stopReplies(world, holdAfterConfirmation),
      ({ front }) => stopRequest(front, ({ method }) => method === 'POST', { kind: 'lose' }),
    ],
  },
]

function stopRequest(line: HttpFaultProxy, isOne: IsOne, how: HttpFault): Stop {
  const fault = line.fault(isOne, how, { times: 1 })
  return {
    reached: how.kind === 'hold' ? fault.caught : fault.answered,
    async clear() {
      await fault.left
      fault.lift()
    },
  }
}

function stopReplies({ lines }: FaultWorld, hold: typeof holdAfterPublish): Stop {
  return { reached: hold(lines.nats), clear: async () => lines.nats.resumeReplies() }
}
