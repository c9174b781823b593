import { eventHeader, randomId } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_STRIKES } from './standing.ts'
import { canceled, createWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const world = () => createWorld(nats.url)
const SHORT = tone({ seconds: 2 })
const LONG_SECONDS = 240

describe('a job', () => {
  it('is told from started to finished, and what the outcome names is in the store', async () => {
    const { submit, work, facts, finished, blobs } = await world()
    const { job } = await submit(SHORT)
    await work()
    const { data } = await finished(job)
    if (data.outcome !== 'succeeded') throw new Error(JSON.stringify(data))
    const [, ...said] = await facts(job)
    const artifacts = [
      ...['episode.mp3', 'chapters.json', 'chapters.txt', 'chapters.vtt', 'chapters.xml', 'feed-item.xml'],
      ...['preview.mp3', 'report.html', 'report.json'],
      ...['waveform-4096.dat', 'waveform-4096.json', 'waveform.dat', 'waveform.json'],
    ]
    const rendered = artifacts.map(() => 'rendered')
    expect(said.map(({ fact }) => fact)).toEqual(['started', 'inspected', ...rendered, 'finished'])
    expect(new Set(said.map(({ source }) => source))).toEqual(new Set(['processor']))
    expect(data.artifacts.map(({ name }) => name)).toEqual(artifacts)
    for (const { blob, bytes } of data.artifacts) expect((await blobs.head(blob))?.bytes).toBe(bytes)
  })

  it('whose submitted is not the first one is not worked on', async () => {
    const { events, submit, work, facts, finished } = await world()
    const { job, ...first } = await submit(SHORT)
    await events.append({
      ...first,
      job,
      id: randomId(),
      data: { ...first.data, fingerprint: 'f'.repeat(64) },
    })
    await work()
    await finished(job)
    const started = (await facts(job)).filter(({ fact }) => fact === 'started')
    expect(started).toHaveLength(1)
  })

  it('that is no audio fails at once and is never tried again', async () => {
    const { submit, work, facts, finished } = await world()
    const { job } = await submit(new TextEncoder().encode('This is a text. '.repeat(100)))
    await work()
    expect((await finished(job)).data).toMatchObject({ outcome: 'failed', code: 'not_audio', attempt: 1 })
    expect((await facts(job)).map(({ fact }) => fact)).toEqual(['submitted', 'started', 'finished'])
  })

  it('whose source is gone is tried a few times, then fails and says so', async () => {
    const { submit, work, facts, finished, blobs } = await world()
    const { job, data } = await submit(SHORT)
    for (const { blob } of data.sources) await blobs.delete(blob)
    await work()
    expect((await finished(job)).data).toMatchObject({
      outcome: 'failed',
      code: 'source_missing',
      attempt: 3,
    })
    expect((await facts(job)).filter(({ fact }) => fact === 'attempt-failed')).toHaveLength(2)
  })

  it('that has cost too many workers is given up', async () => {
    const { events, submit, work, facts, finished } = await world()
    const { job, show, episode } = await submit(SHORT)
    const header = { ...eventHeader({ source: 'processor', show, episode }), job }
    for (let attempt = 1; attempt <= MAX_STRIKES; attempt++) {
      const data = { attempt, runId: randomId(), strikes: attempt - 1, worker: 'lost' }
      await events.append({ fact: 'started', ...header, id: randomId(), data })
    }
    await work()
    expect((await finished(job)).data).toMatchObject({ outcome: 'failed', code: 'gave_up' })
    expect((await facts(job)).filter(({ fact }) => fact === 'started')).toHaveLength(MAX_STRIKES)
  })

  it('that nobody can read fails by its subject', async () => {
    const { events, subjects, work, finished } = await world()
    const event = exampleOf('submitted')
    const { connect } = await import('nats')
    const nc = await connect({ servers: nats.url })
    await nc.jetstream().publish(subjects.of(event), '{}')
    await nc.close()
    await work()
    const outcome = await finished(event.job)
    expect(outcome.data).toMatchObject({ outcome: 'failed', code: 'unreadable_event' })
    expect(outcome.traceparent).toBeDefined()
    expect(await events.last(subjects.pattern('started', event))).toBeUndefined()
  })
})

describe('a job that somebody else ends', () => {
  it('before its turn is not started', async () => {
    const { events, submit, work, facts, finished } = await world()
    const { job, show, episode } = await submit(SHORT)
    const header = { ...eventHeader({ source: 'ingest', show, episode }), job }
    await events.sayOnce({ fact: 'finished', ...header, data: canceled })
    const next = await submit(SHORT)
    await work()
    await finished(next.job)
    expect((await facts(job)).map(({ fact }) => fact)).toEqual(['submitted', 'finished'])
  })

  it('while it runs is stopped, and leaves nothing behind', async () => {
    const { events, submit, work, fact, facts, finished, keys } = await world()
    const { job, show, episode } = await submit(tone({ seconds: LONG_SECONDS }))
    await work()
    await fact(job, 'inspected')
    const header = { ...eventHeader({ source: 'ingest', show, episode }), job }
    await events.sayOnce({ fact: 'finished', ...header, data: canceled })
    const next = await submit(SHORT)
    await finished(next.job)
    await until(async () => (await keys(`artifacts/${episode}/`)).length === 0, {
      what: 'its artifacts to be gone',
    })
    expect((await facts(job)).filter((each) => each.fact === 'finished')).toHaveLength(1)
  })

  it.each([
    ['before its turn', false],
    ['while it runs', true],
  ])('by deleting its episode, %s, is canceled', async (_, running) => {
    const { events, submit, work, fact, finished } = await world()
    const { job, show, episode } = await submit(tone({ seconds: LONG_SECONDS }))
    if (running) {
      await work()
      await fact(job, 'inspected')
    }
    await events.append({
      fact: 'deleted',
      ...eventHeader({ source: 'ingest', show, episode }),
      data: { principal: 'anonymous' },
    })
    if (!running) await work()
    expect((await finished(job)).data).toMatchObject({ outcome: 'canceled', code: 'episode_deleted' })
  })
})

describe('a worker that is told to stop', () => {
  it('hands its job back without a strike, and another finishes it', async () => {
    const { submit, work, fact, facts, finished } = await world()
    const { job } = await submit(tone({ seconds: LONG_SECONDS }))
    for (let stops = 1; stops <= 3; stops++) {
      const { stop } = await work()
      const begun = async () => (await facts(job)).filter((each) => each.fact === 'started').length === stops
      await until(begun, { what: `start ${stops}` })
      await stop()
    }
    expect((await fact(job, 'attempt-failed')).data).toMatchObject({ code: 'worker_stopping', counts: false })
    await work()
    expect((await finished(job)).data).toMatchObject({ outcome: 'succeeded', attempt: 4 })
    const strikes = (await facts(job)).flatMap((each) => (each.fact === 'started' ? [each.data.strikes] : []))
    expect(strikes).toEqual([0, 0, 0, 0])
  })
})
