import { setImmediate as turn } from 'node:timers/promises'
import { connect, type NatsConnection, type Status } from 'nats'
import type { Act } from './acts.ts'
import { passwordOf } from './conf.ts'

/** A connection as a service makes it, and what the server refused on it. */
export type Someone = {
  user: string
  nc: NatsConnection
  /** Whether the server refuses it: no effect, and an error that names the very subject. */
  isRefused(act: Act): Promise<boolean>
}

export async function connectAs(url: string, user: string): Promise<Someone> {
  const nc = await connect({
    servers: url,
    user,
    pass: passwordOf(user),
    inboxPrefix: `_INBOX_${user}`,
    reconnect: false,
  })
  const said: Status[] = []
  const listen = async () => {
    for await (const status of nc.status()) said.push(status)
  }
  void listen()

  /** The refusal comes before the answer to a ping that was sent later. */
  async function refusals(operation: string, subject: string): Promise<boolean> {
    await nc.flush()
    await turn()
    return said.some(
      ({ permissionContext: about }) => about?.operation === operation && about.subject === subject,
    )
  }

  return {
    user,
    nc,
    async isRefused(act) {
      said.length = 0
      if ('publish' in act) {
        nc.publish(act.publish)
        return refusals('publish', act.publish)
      }
      const subscription = nc.subscribe(act.subscribe, { callback: () => {} })
      const isRefused = await refusals('subscription', act.subscribe)
      subscription.unsubscribe()
      return isRefused
    },
  }
}
