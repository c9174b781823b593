import { tcpProxy } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { type ContractServer, eventLogContract } from '../contract/index.ts'

const natsUrl = inject('natsUrl')
let server: ContractServer
let close = async () => {}

/** The line to a shared server is cut where the contract kills one: no test may end a server it did not start. */
beforeAll(async () => {
  const line = await tcpProxy(natsUrl ?? 'nats://127.0.0.1:4222')
  close = line.close
  server = { url: line.url('nats'), kill: async () => line.cut(), restart: async () => line.mend() }
})
afterAll(() => close())

describe.skipIf(!natsUrl)('on the NATS of the deployment', () => {
  eventLogContract('a current nats-server', () => server)
})
