import { type NatsServer, startNatsServer, tcpProxy, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openJetStreamLog } from './index.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const log = { info() {}, warn() {} }

describe('a log', () => {
  it('tells whether it is connected: not before there is a line, not while it is cut, and again when it is mended', async () => {
    const line = await tcpProxy(nats.url)
    line.cut()
    const events = openJetStreamLog({ url: line.url('nats'), namespace: 'nowhere', log })
    onTestFinished(async () => {
      await events.close()
      await line.close()
    })
    expect(events.connected()).toBe(false)
    for (let times = 0; times < 2; times++) {
      line.mend()
      await until(() => events.connected(), { what: 'the log to be connected' })
      line.cut()
      await until(() => !events.connected(), { what: 'the log to notice that it is cut off' })
    }
  })

  it('is not connected any more when it was closed', async () => {
    const events = openJetStreamLog({ url: nats.url, namespace: 'nowhere', log })
    await until(() => events.connected(), { what: 'the log to be connected' })
    await events.close()
    expect(events.connected()).toBe(false)
  })
})
