import { subjectsOf } from '@soundmill/events'
import type { EventLog } from '../index.ts'
import { createCheck } from './check.ts'
import { type Log, type NatsOptions, openConnection } from './connection.ts'
import { follow } from './follow.ts'
import { createLaneControl } from './lane-control.ts'
import { createProgressFeed } from './progress.ts'
import { createSay } from './say.ts'
import { openStream } from './stream.ts'
import { work } from './work.ts'

export type { NatsOptions } from './connection.ts'
export { NatsEnv, natsOptions, natsPair, OwnNatsEnv } from './env.ts'

export type JetStreamLogOptions = NatsOptions & {
  log: Log
  /** First token of every subject; in upper case, the name of the stream. */
  namespace?: string
}

/**
 * The event log over NATS JetStream, servers 2.9 and later. It opens at once, whether or not a server is
 * there, and makes nothing: stream and consumers come from the topology step.
 */
export function openJetStreamLog(options: JetStreamLogOptions): EventLog {
  const { log, namespace = 'soundmill', ...nats } = options
  const subjects = subjectsOf(namespace)
  const connection = openConnection(nats, log)
  const stream = openStream(connection, subjects)
  const deps = { connection, stream, subjects, log }
  const { send, append, sayOnce } = createSay(deps)

  async function first(pattern: string, { after = 0 }: { after?: number } = {}) {
    const message = await stream.message({ seq: after + 1, next_by_subj: pattern })
    return message && stream.recorded(message)
  }

  return {
    append,
    sayOnce,
    first,
    async last(pattern) {
      const message = await stream.message({ last_by_subj: pattern })
      return message && stream.recorded(message)
    },
    follow: async (options, handle) => follow(deps, options, handle),
    connected: connection.connected,
    work: async (wanted, worker) => work(deps, wanted, worker),
    state: stream.state,
    check: createCheck(stream, subjects),
    lanes: createLaneControl(deps, send),
    progress: createProgressFeed(connection, subjects),
    close: connection.close,
  }
}
