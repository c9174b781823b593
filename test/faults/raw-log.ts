import { createHash } from 'node:crypto'
import { connect, headers } from 'nats'
import { sharedServers } from './servers.ts'
import type { FaultWorld } from './world.ts'

/** Writes into the log whatever it is given, as somebody with the rights and another release, or no care, might. */
export type RawLog = {
  /** Returns the sequence. The id is what NATS knows a message by; default one made of its bytes and place. */
  append(subject: string, bytes: Uint8Array | string): Promise<number>
  close(): Promise<void>
}

export async function openRawLog({ namespace }: FaultWorld): Promise<RawLog> {
  const connection = await connect({ servers: sharedServers().natsUrl })
  const stream = connection.jetstream()
  let appended = 0
  return {
    async append(subject, bytes) {
      appended += 1
      const withId = headers()
      withId.set('Nats-Msg-Id', createHash('sha256').update(`${appended} `).update(bytes).digest('hex'))
      const payload = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
      const { seq } = await stream.publish(`${namespace}.${subject}`, payload, { headers: withId })
      return seq
    },
    close: () => connection.close(),
  }
}
