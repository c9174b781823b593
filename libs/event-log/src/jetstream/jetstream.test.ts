import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll } from 'vitest'
import { eventLogContract } from '../contract/index.ts'

let server: NatsServer

beforeAll(async () => {
  server = await startNatsServer()
})
afterAll(() => server.stop())

eventLogContract("the nats-server of this machine's packages", () => server)
