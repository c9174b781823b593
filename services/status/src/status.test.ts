import { newScene } from '@soundmill/events/examples'
import { createMetrics } from '@soundmill/runtime'
import { startNatsServer, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { openMemoryStore } from './store/memory.ts'
import { someFacts } from './testing/any-fact.ts'
import { everything } from './testing/everything.ts'
import { runStatus, say, seen, startStatus, surroundings } from './testing/status.ts'
import * as tell from './testing/story.ts'
import { listenTo } from './testing/stream.ts'
import { useNats } from './testing/told.ts'

const nats = useNats()

const scenes = Array.from({ length: 8 }, () => newScene()).flatMap((scene) => [scene, tell.nextJob(scene)])

describe('a view in memory', () => {
  it('that was built anew equals the one that lived through it all, byte for byte', async () => {
    const around = await surroundings(nats())
    const live = await runStatus(around)
    const said = await say(around, ...someFacts(scenes, 600, 12))
    await seen(live, scenes[0]?.episode ?? '', said)
    const rebuilt = await runStatus(around)
    expect(await everything(rebuilt)).toEqual(await everything(live))
  })

  it('is built beside the one that is served when the log was made anew, and then takes its place', async () => {
    const store = openMemoryStore()
    const [before, after] = [await surroundings(nats()), await surroundings(nats())]
    const [old, young] = [newScene(), newScene()]
    const first = await runStatus(before, { store })
    await seen(first, old.episode, await say(before, tell.submitted(old)))
    const stream = await listenTo(`${first.url}/v1/episodes/${old.episode}/events`)
    await stream.facts(1)

    const said = await say(after, tell.submitted(young))
    const second = await startStatus(after, { store })
    await seen(second, young.episode, said)
    expect((await fetch(`${second.url}/v1/episodes/${old.episode}`)).status).toBe(404)
    expect(second.service.waitingFor?.()).toBeUndefined()
  })
})

describe('a log that is not there', () => {
  it('is waited for at the start, and followed as soon as it comes', async () => {
    const server = await startNatsServer()
    const around = await surroundings(server.url)
    const scene = newScene()
    await say(around, tell.submitted(scene))
    await server.kill()
    const status = await startStatus(around)
    expect((await fetch(`${status.url}/livez`)).status).toBe(200)
    expect((await fetch(`${status.url}/readyz`)).status).toBe(503)
    await server.restart()
    await until(async () => (await fetch(`${status.url}/v1/episodes/${scene.episode}`)).ok, {
      what: 'the view',
    })
  })

  it('takes nothing away from what is known, and is followed further when it is back', async () => {
    const server = await startNatsServer()
    const around = await surroundings(server.url)
    const scene = newScene()
    const status = await runStatus(around)
    await seen(status, scene.episode, await say(around, tell.submitted(scene)))
    await server.kill()
    expect((await fetch(`${status.url}/v1/episodes/${scene.episode}`)).status).toBe(200)
    expect((await fetch(`${status.url}/readyz`)).status).toBe(200)
    await server.restart()
    const said = await until(() => say(around, tell.canceled(scene)), { what: 'the log to take a fact' })
    await seen(status, scene.episode, said)
  })
})

describe('metrics', () => {
  it('tell how far the view is behind and who listens', async () => {
    const metrics = createMetrics()
    const around = await surroundings(nats())
    const scene = newScene()
    const status = await runStatus(around, { metrics })
    await seen(status, scene.episode, await say(around, tell.submitted(scene)))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    await stream.facts(1)
    const text = await (await fetch(`${status.url}/metrics`)).text()
    expect(text).toMatch(/^projection_lag_messages 0$/m)
    expect(text).toMatch(/^projection_lag_seconds 0$/m)
    expect(text).toMatch(/^sse_clients 1$/m)
  })
})
