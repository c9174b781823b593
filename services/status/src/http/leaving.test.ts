import { request } from 'node:http'
import { newScene } from '@soundmill/events/examples'
import { createMetrics } from '@soundmill/runtime'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import type { StatusStore } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import { gate } from '../testing/gate.ts'
import { runStatus, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { useNats } from '../testing/told.ts'

const nats = useNats()
const CLIENTS = 20

/** Intervals and time-outs that are running in this process. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('clients of the event stream who leave during the first read', () => {
  it('leave no timer, no listener and no stream behind', async () => {
    const around = await surroundings(nats())
    const memory = openMemoryStore()
    const slow = gate()
    let waiting = 0
    const store: StatusStore = {
      ...memory,
      async read(ask) {
        waiting += 1
        await slow.passed
        return memory.read(ask)
      },
    }
    // A heartbeat far away: what was left would still be there at the end of the test.
    const metrics = createMetrics()
    const status = await runStatus(around, { store, metrics, heartbeatMs: 100_000 })
    const scene = newScene()
    const said = say(around, tell.submitted(scene))
    const before = timers()

    const clients = Array.from({ length: CLIENTS }, () => {
      const client = request(`${status.url}/v1/episodes/${scene.episode}/events`, { agent: false })
      return client.on('error', () => {}).end()
    })
    await until(() => waiting === CLIENTS, { what: 'everybody to be read for' })
    for (const client of clients) client.destroy()
    const connections = () =>
      new Promise<number>((resolve) => status.http.server.getConnections((_, count) => resolve(count)))
    await until(async () => (await connections()) === 0, { what: 'the server to hear of it' })

    slow.open()
    await seen(status, scene.episode, await said)
    await until(() => timers() < before + CLIENTS / 2, { what: 'the timers to end' })
    expect(await (await fetch(`${status.url}/metrics`)).text()).toMatch(/^sse_clients 0$/m)
  })
})
