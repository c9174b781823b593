import { newScene, type Scene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import type { Views } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import { runStatus, say, seen, startStatus, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { type Frame, listenTo } from '../testing/stream.ts'
import { statusTold, useNats } from '../testing/told.ts'

const nats = useNats()

const ids = (frames: Frame[]) => frames.map(({ id }) => id)
const positions = (said: { position: string }[]) => said.map(({ position }) => position)
const other = (): Scene => ({ ...newScene(), show: 'other' })

describe('the stream of all events', () => {
  it('begins now, and tells what happens to every episode', async () => {
    const { around, status } = await statusTold(nats(), tell.submitted(newScene()))
    const stream = await listenTo(`${status.url}/v1/events`)
    const said = await say(around, tell.submitted(newScene()), tell.submitted(other()))
    expect(ids(await stream.facts(2))).toEqual(positions(said))
  })

  it('tells of one show alone, if asked to', async () => {
    const { around, status } = await statusTold(nats(), tell.submitted(newScene()))
    const stream = await listenTo(`${status.url}/v1/events?show=other`)
    const scene = other()
    const said = await say(
      around,
      tell.submitted(scene),
      tell.submitted(newScene()),
      tell.started(scene),
      tell.started(newScene()),
      tell.succeeded(scene),
    )
    const own = said.filter(({ event }) => event.show === 'other')
    expect(ids(await stream.facts(3))).toEqual(positions(own))
  })

  it('replays from the beginning or from a position', async () => {
    const story = Array.from({ length: 30 }, () => tell.submitted(newScene()))
    const { status, said } = await statusTold(nats(), ...story)
    const whole = await listenTo(`${status.url}/v1/events?from=beginning`)
    expect(ids(await whole.facts(30))).toEqual(positions(said))
    const half = await listenTo(`${status.url}/v1/events?after=${said[14]?.position}`)
    expect(ids(await half.facts(15))).toEqual(positions(said.slice(15)))
  })

  it('says where it begins, so that a client that is cut off at once loses nothing', async () => {
    const { around, status, said } = await statusTold(nats(), tell.submitted(newScene()))
    const answer = await fetch(`${status.url}/v1/events`)
    const reader = answer.body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    await reader?.cancel()
    expect(first).toContain(`id: ${said[0]?.position}\n\n`)
    const more = await say(around, tell.submitted(newScene()))
    const stream = await listenTo(`${status.url}/v1/events`, { 'last-event-id': said[0]?.position ?? '' })
    expect(ids(await stream.facts(1))).toEqual(positions(more))
  })

  it('loses nothing and repeats nothing over reconnects to other processes, while facts go on coming', async () => {
    const around = await surroundings(nats())
    const replicas = await Promise.all([1, 2].map(() => runStatus(around)))
    const speaking = say(around, ...Array.from({ length: 200 }, () => tell.submitted(newScene())))
    const heard: string[] = []
    for (let turn = 0; heard.length < 200; turn++) {
      const url = `${replicas[turn % 2]?.url}/v1/events?from=beginning`
      const stream = await listenTo(url, heard.length > 0 ? { 'last-event-id': heard.at(-1) ?? '' } : {})
      await until(() => stream.all.length > 0, { what: 'something to be told' })
      heard.push(...stream.all.splice(0).flatMap(({ id }) => id ?? []))
      stream.hangUp()
    }
    expect(heard).toEqual(positions(await speaking))
  })

  it('goes on after a restart, and waits for what this process has not reached', async () => {
    const around = await surroundings(nats())
    const before = await runStatus(around)
    const said = await say(around, tell.submitted(newScene()))
    await seen(before, said[0]?.event.episode ?? '', said)
    await before.stop()
    const more = await say(around, tell.submitted(newScene()), tell.submitted(newScene()))
    const memory = openMemoryStore()
    let isBehind = true
    const late = ({ place, ...views }: Views): Views => ({
      ...views,
      place: place && isBehind ? { ...place, sequence: 1 } : place,
    })
    const behind = await runStatus(around, {
      store: { ...memory, read: (ask) => memory.read((views) => ask(late(views))) },
    })
    const stream = await listenTo(`${behind.url}/v1/events`, { 'last-event-id': more[0]?.position ?? '' })
    isBehind = false
    const last = await say(around, tell.submitted(newScene()))
    expect(ids(await stream.facts(2))).toEqual(positions([...more.slice(1), ...last]))
  })

  it('tells a client from another log that it has to begin anew, and where', async () => {
    const { around, status, said } = await statusTold(nats(), tell.submitted(newScene()))
    const beyond = `${said[0]?.position.replace(/\d+$/, '')}99`
    for (const id of ['another-999', beyond]) {
      const stream = await listenTo(`${status.url}/v1/events`, { 'last-event-id': id })
      const [reset] = await until(() => (stream.all.length > 0 ? stream.all : undefined), { what: 'a reset' })
      expect(reset).toMatchObject({ event: 'reset', id: expect.stringContaining('-') })
      const more = await say(around, tell.submitted(newScene()))
      expect(ids(await stream.facts(2)).slice(1)).toEqual(positions(more))
    }
  })

  it.each([
    ['?after=nonsense', {}],
    ['', { 'last-event-id': 'nonsense' }],
    ['?from=beginning&after=a-1', {}],
    ['?from=yesterday', {}],
    ['?show=No%20Show', {}],
  ])('refuses what it cannot follow: %s %o', async (query, headers) => {
    const { status } = await statusTold(nats(), tell.submitted(newScene()))
    const answer = await fetch(`${status.url}/v1/events${query}`, { headers })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' })
  })

  it('refuses more clients than it may have, with 503, and takes them when others have gone', async () => {
    const around = await surroundings(nats())
    const status = await startStatus(around, { maxStreams: 2 })
    await until(async () => (await fetch(`${status.url}/v1/episodes`)).ok, { what: 'the view' })
    const [first] = [await listenTo(`${status.url}/v1/events`), await listenTo(`${status.url}/v1/events`)]
    const refused = await fetch(`${status.url}/v1/events`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ code: 'too_many_streams' })
    first?.hangUp()
    const isOpen = async () => {
      const answer = await fetch(`${status.url}/v1/events`)
      await answer.body?.cancel()
      return answer.ok
    }
    await until(isOpen, { what: 'a seat' })
  })

  it('asks the store nothing for those who keep up', async () => {
    const around = await surroundings(nats())
    const memory = openMemoryStore()
    let reads = 0
    const status = await runStatus(around, {
      store: {
        ...memory,
        read: (ask) => memory.read((views) => ask({ ...views, timeline: counted(views.timeline) })),
      },
    })
    const streams = await Promise.all(Array.from({ length: 20 }, () => listenTo(`${status.url}/v1/events`)))
    const said = await say(around, ...Array.from({ length: 50 }, () => tell.submitted(newScene())))
    for (const stream of streams) expect(ids(await stream.facts(50))).toEqual(positions(said))
    expect(reads).toBe(0)

    function counted<Q, A>(timeline: (query: Q) => A) {
      return (query: Q) => {
        reads += 1
        return timeline(query)
      }
    }
  })
})
