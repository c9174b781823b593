import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { queueJson } from '../http/queue-said.ts'
import { openMemoryStore } from '../store/memory.ts'
import { runStatus, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { useNats } from '../testing/told.ts'
import { latestPlaceOf } from './place.ts'
import { createProgressMemory } from './progress-memory.ts'
import { createQueue } from './queue.ts'

const nats = useNats()

describe('a job whose worker died', () => {
  it('has no estimate, nor has any that waits behind it, and its hand is none', async () => {
    const around = await surroundings(nats())
    const store = openMemoryStore()
    const status = await runStatus(around, { store })
    const [lost, waits] = [newScene(), newScene()]
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
    const story = [tell.submitted(lost), { ...tell.started(lost), time: hourAgo }, tell.submitted(waits)]
    await seen(status, waits.episode, await say(around, ...story))

    let listened = 0
    const memory = createProgressMemory(() => listened)
    const newQueue = () => createQueue({ store, events: around.events, memory })
    expect(queueJson(await newQueue().look()).hands.busy).toBe(1)
    listened = 30_000
    const look = await newQueue().look()
    const { inFlight, hands } = queueJson(look)
    expect(hands.busy).toBe(0)
    expect(inFlight).toMatchObject([{ job: lost.job }])
    expect(inFlight[0]).not.toHaveProperty('etaSeconds')
    const views = await store.read((all) => Promise.all([lost, waits].map((one) => all.episode(one.episode))))
    const places = views.flatMap((view) => (view && latestPlaceOf(look, view)) ?? [])
    expect(places[0]).toMatchObject({ state: 'running', reason: 'no_workers' })
    for (const place of places) expect(place).not.toHaveProperty('estimatedFinishSeconds')
  })
})
