import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type EpisodeEvent, encode } from '@soundmill/events'
import { newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import type { Views } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import { runStatus, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { listenTo } from '../testing/stream.ts'
import { statusTold, useNats } from '../testing/told.ts'

const nats = useNats()

const withoutBlobs = (event: EpisodeEvent): unknown =>
  JSON.parse(Buffer.from(encode(event)).toString(), (name, value: unknown) =>
    name === 'blob' ? undefined : value,
  )

describe('a stream of events', () => {
  it('tells what happened, then what happens, each once, with its position, and hides where bytes are kept', async () => {
    const scene = newScene()
    const { around, status, said } = await statusTold(nats(), tell.submitted(scene), tell.started(scene))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    said.push(
      ...(await say(around, tell.inspected(scene), tell.submitted(newScene()), tell.succeeded(scene))),
    )
    const own = said.filter(({ event }) => event.episode === scene.episode)

    const facts = await stream.facts(own.length)
    expect(facts.map(({ id }) => id)).toEqual(own.map(({ position }) => position))
    expect(facts.map(({ event }) => event)).toEqual(['submitted', 'started', 'inspected', 'finished'])
    expect(facts.map(({ data }) => JSON.parse(data))).toEqual(own.map(({ event }) => withoutBlobs(event)))
    expect(facts.some(({ data }) => data.includes('"blob"'))).toBe(false)
  })

  it('has no gap and no repetition between what happened and what happens', async () => {
    const scene = newScene()
    const { around, status } = await statusTold(nats(), tell.submitted(scene))
    const speaking = say(around, ...Array.from({ length: 200 }, (_, n) => tell.started(scene, n + 1)))
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)),
    )
    const said = await speaking
    for (const stream of streams) {
      const ids = (await stream.facts(201)).slice(1).map(({ id }) => id)
      expect(ids).toEqual(said.map(({ position }) => position))
    }
  })

  it('goes on after the last event a client has seen', async () => {
    const scene = newScene()
    const { status, said } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.started(scene),
      tell.inspected(scene),
      tell.succeeded(scene),
    )
    const url = `${status.url}/v1/episodes/${scene.episode}/events`
    const stream = await listenTo(url, { 'last-event-id': said[1]?.position ?? '' })
    expect((await stream.facts(2)).map(({ event }) => event)).toEqual(['inspected', 'finished'])
  })

  it('begins anew for a client that comes from another log, or from nowhere', async () => {
    const scene = newScene()
    const { status } = await statusTold(nats(), tell.submitted(scene), tell.started(scene))
    const url = `${status.url}/v1/episodes/${scene.episode}/events`
    for (const id of ['another-999', 'nonsense']) {
      const stream = await listenTo(url, { 'last-event-id': id })
      expect((await stream.facts(2)).map(({ event }) => event)).toEqual(['submitted', 'started'])
    }
  })

  it('shows progress in between, without an id: it is not to be asked for again', async () => {
    const scene = newScene()
    const { around, status } = await statusTold(nats(), tell.submitted(scene), tell.started(scene))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    await stream.facts(2)
    const report = { ...scene, step: 'encode', percent: 42 }
    const progress = await until(
      () => {
        around.events.progress.report(report)
        around.events.progress.report({ ...report, ...newScene() })
        return stream.all.find(({ event }) => event === 'progress')
      },
      { what: 'progress' },
    )
    expect(progress).toEqual({ event: 'progress', data: JSON.stringify(report) })
  })

  it('stays open after the outcome, for a retry may follow; asked to, it ends when no job is open', async () => {
    const scene = newScene()
    const again = tell.nextJob(scene)
    const { around, status, said } = await statusTold(nats(), tell.submitted(scene), tell.canceled(scene))
    const url = `${status.url}/v1/episodes/${scene.episode}/events`
    const ended = await listenTo(`${url}?until=finished`)
    await ended.end
    expect(ended.all).toHaveLength(2)
    const nothing = await fetch(`${url}?until=finished`, {
      headers: { 'last-event-id': said[1]?.position ?? '' },
    })
    expect(nothing.status).toBe(204)

    const open = await listenTo(url)
    await open.facts(2)
    const both = await say(around, tell.submitted(again), tell.canceled(again))
    expect((await open.facts(4)).at(-1)?.id).toBe(both[1]?.position)
  })

  it('ends when no job is open also for a client who had heard that before the views did', async () => {
    const scene = newScene()
    const around = await surroundings(nats())
    const said = await say(around, tell.submitted(scene), tell.canceled(scene))
    const memory = openMemoryStore()
    let isBehind = true
    const late = ({ place, ...views }: Views): Views => ({
      ...views,
      place: place && isBehind ? { ...place, sequence: 1 } : place,
    })
    const status = await runStatus(around, {
      store: { ...memory, read: (ask) => memory.read((views) => ask(late(views))) },
      heartbeatMs: 50,
    })
    const url = `${status.url}/v1/episodes/${scene.episode}/events?until=finished`
    const stream = await listenTo(url, { 'last-event-id': said[1]?.position ?? '' })
    await until(() => stream.comments() > 0, { what: 'a stream that goes on' })
    isBehind = false
    await stream.end
    expect(stream.all).toEqual([])
  })

  it('ends with the deletion of the episode', async () => {
    const scene = newScene()
    const { around, status } = await statusTold(nats(), tell.submitted(scene))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    await say(around, tell.deleted(scene))
    await stream.end
    expect(stream.all.at(-1)).toMatchObject({ event: 'deleted' })
  })

  it('shows that it is alive when nothing happens', async () => {
    const scene = newScene()
    const around = await surroundings(nats())
    const status = await runStatus(around, { heartbeatMs: 50 })
    await seen(status, scene.episode, await say(around, tell.submitted(scene)))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    await until(() => stream.comments() > 2, { what: 'three heartbeats' })
  })

  it('ends when the process stops, and does not hold it', async () => {
    const scene = newScene()
    const { status } = await statusTold(nats(), tell.submitted(scene))
    const stream = await listenTo(`${status.url}/v1/episodes/${scene.episode}/events`)
    await stream.facts(1)
    await status.stop()
    await stream.end
  })

  it('hangs up on a client who does not read', async () => {
    const scene = newScene()
    const around = await surroundings(nats())
    const status = await runStatus(around, { heartbeatMs: 100 })
    const long = 'x'.repeat(4_000)
    const failure = (n: number) => {
      const event = tell.attemptFailed(scene, n)
      return { ...event, data: { ...event.data, logTail: long } }
    }
    // More than the buffers of the kernel hold on both sides.
    const tries = Array.from({ length: 2_500 }, (_, n) => failure(n + 1))
    await seen(status, scene.episode, await say(around, tell.submitted(scene), ...tries))

    const connected = once(status.http.server, 'connection')
    const client = connect(Number(new URL(status.url).port), '127.0.0.1')
    client.pause()
    client.write(`GET /v1/episodes/${scene.episode}/events HTTP/1.1\r\nHost: x\r\n\r\n`)
    const [socket]: Socket[] = await connected
    await until(() => socket?.destroyed, { what: 'the client to be dropped' })
    client.destroy()
  })
})
