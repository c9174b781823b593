import { randomUUID } from 'node:crypto'
import { fingerprintOf } from '@soundmill/events'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GAVE_UP, manyChapters, openFurtherWorld, SUCCEEDED } from './testing/further-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })
const CANCELED = { outcome: 'canceled', code: 'canceled', reason: 'by request' } as const

describe('a retry', () => {
  it.each([
    ['failed', GAVE_UP],
    ['was canceled', CANCELED],
  ])('of a job that %s is a new job with the same recordings, cover and spec', async (_, outcome) => {
    const { submit, finish, further, jobOf } = await setup()
    const { episode, job } = await submit()
    await finish(job, outcome)
    const { status, headers, body } = await further(episode, { retryOf: job })
    expect({ status, body }).toMatchObject({ status: 202, body: { episode, announced: true } })
    expect(headers.get('location')).toBe(`/v1/episodes/${episode}/jobs/${body.job}`)
    expect(body.position).toMatch(/-3$/)

    const [before, after] = [await jobOf(job), await jobOf(body.job ?? '')]
    const { sources, cover, spec } = before.data
    expect(after).toMatchObject({ episode, show: 'my-show', data: { sources, cover, spec, retryOf: job } })
    expect(after.data.basedOn).toBeUndefined()
    expect(after.data.fingerprint).toBe(
      fingerprintOf({ spec: {}, sourceSha256: sources.map(({ sha256 }) => sha256), retryOf: job }),
    )
  })

  it('keeps a spec too large for an event in a blob of its own', async () => {
    const { submit, finish, further, jobOf, isWhole } = await setup()
    const { episode, job } = await submit({ chapters: manyChapters('A'), metadata: { title: 'Long' } })
    await finish(job, GAVE_UP)
    const { body } = await further(episode, { retryOf: job })
    const [before, after] = [await jobOf(job), await jobOf(body.job ?? '')]
    if (!('blob' in before.data.spec && 'blob' in after.data.spec)) throw new Error('inline')
    expect(after.data.spec.blob).not.toBe(before.data.spec.blob)
    expect(after.data.spec).toMatchObject({ sha256: before.data.spec.sha256, title: 'Long' })
    expect(await isWhole(after)).toBe(true)
  })

  it('waits in the lane of the job before unless another is named', async () => {
    const { submit, finish, further, jobOf } = await setup()
    const { episode, job } = await submit({ lane: 'urgent' })
    await finish(job, GAVE_UP)
    const same = await further(episode, { retryOf: job })
    const other = await further(episode, { retryOf: job, lane: 'normal' })
    expect((await jobOf(same.body.job ?? '')).data.lane).toBe('urgent')
    expect((await jobOf(other.body.job ?? '')).data.lane).toBe('normal')
  })

  it('of a job that has not ended is a conflict, and of one that succeeded another', async () => {
    const { submit, finish, further } = await setup()
    const { episode, job } = await submit()
    expect(await further(episode, { retryOf: job })).toMatchObject({
      status: 409,
      body: { code: 'not_finished' },
    })
    await finish(job, SUCCEEDED)
    expect(await further(episode, { retryOf: job })).toMatchObject({
      status: 409,
      body: { code: 'already_finished', detail: expect.stringContaining('{"spec":{}}') },
    })
  })

  it('of a job of another episode is not found', async () => {
    const { submit, finish, further } = await setup()
    const [one, two] = [await submit(), await submit()]
    await finish(two.job, GAVE_UP)
    const answer = await further(one.episode, { retryOf: two.job })
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('another spec', () => {
  it('is laid over the one of the latest job, which need not have ended', async () => {
    const { submit, further, jobOf } = await setup()
    const { episode, job } = await submit()
    const second = await further(episode, { spec: { metadata: { title: 'Two', artist: null } } })
    const third = await further(episode, { spec: { renditions: [{ format: 'flac' }] } })
    const after = await jobOf(third.body.job ?? '')
    expect(after.data).toMatchObject({ basedOn: second.body.job, lane: 'normal' })
    const { spec } = (await jobOf(job)).data
    expect(after.data.spec).toEqual({ ...spec, metadata: { title: 'Two' }, renditions: [{ format: 'flac' }] })
    expect(after.data.retryOf).toBeUndefined()
  })

  it('takes the first of two twins for the latest job, not the last', async () => {
    const { submit, further, jobOf, events } = await setup()
    const { episode, job } = await submit()
    const { body } = await further(episode, { spec: { metadata: { title: 'Two' } } })
    const first = await jobOf(job)
    // In another lane, so the server takes it: the log then has two, and the lower one counts.
    await events.append({
      ...first,
      id: randomUUID(),
      data: { ...first.data, lane: 'urgent', spec: (await jobOf(body.job ?? '')).data.spec },
    })
    const next = await further(episode, { spec: {} })
    expect((await jobOf(next.body.job ?? '')).data.basedOn).toBe(body.job)
  })

  it('keeps its own chapters when they are too many for an event', async () => {
    const { submit, further, jobOf, isWhole } = await setup()
    const { episode } = await submit()
    const { body } = await further(episode, { spec: { chapters: manyChapters('B') } })
    const after = await jobOf(body.job ?? '')
    expect(after.data.spec).toHaveProperty('blob')
    expect(await isWhole(after)).toBe(true)
    const next = await further(episode, { spec: { chapters: null } })
    expect((await jobOf(next.body.job ?? '')).data.spec).not.toHaveProperty('chapters')
  })

  it.each([
    ['an unknown member', { spec: { colour: 'red' } }, 'invalid_spec', 'colour'],
    ['a mistake in a member', { spec: { loudness: { target: 'loud' } } }, 'invalid_spec', 'target'],
    ['another show', { spec: { show: 'other' } }, 'invalid_spec', 'stays in its show'],
    ['an unknown lane', { spec: {}, lane: 'fast' }, 'invalid_request', 'lane'],
    ['neither', {}, 'invalid_request', 'one of retryOf and spec'],
    ['both', { spec: {}, retryOf: randomUUID() }, 'invalid_request', 'one of retryOf and spec'],
    ['no JSON', '{', 'invalid_request', ''],
  ])('is refused with %s', async (_, asked, code, named) => {
    const { submit, further, submitted } = await setup()
    const { episode } = await submit()
    const answer = await further(episode, asked)
    expect(answer).toMatchObject({ status: 400, body: { code } })
    expect(JSON.stringify(answer.body)).toContain(named)
    expect(await submitted()).toHaveLength(1)
  })
})

describe('an episode', () => {
  it('that nobody knows is not found', async () => {
    const { further } = await setup()
    for (const episode of [randomUUID(), 'no-id', '*']) {
      expect(await further(episode, { spec: {} })).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it('that was deleted is gone', async () => {
    const { submit, further, remove } = await setup()
    const { episode, job } = await submit()
    await remove(episode)
    for (const asked of [{ spec: {} }, { retryOf: job }]) {
      expect(await further(episode, asked)).toMatchObject({ status: 410, body: { code: 'gone' } })
    }
  })

  it('whose spec is not in the store any more cannot be repeated', async () => {
    const { submit, further, jobOf, blobs } = await setup()
    const { episode, job } = await submit({ chapters: manyChapters('A') })
    const { spec } = (await jobOf(job)).data
    await blobs.delete('blob' in spec ? spec.blob : '')
    expect(await further(episode, { spec: {} })).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })
})

describe('while the log is away', () => {
  it('no job can be based on another', async () => {
    const own = await startNatsServer()
    const { submit, further } = await openFurtherWorld({ natsUrl: own.url })
    const { episode } = await submit()
    await own.kill()
    const answer = await further(episode, { spec: {} })
    expect(answer).toMatchObject({ status: 503, body: { code: 'log_unavailable' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
