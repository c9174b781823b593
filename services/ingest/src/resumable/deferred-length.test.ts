import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const LENGTH = { 'upload-length': String(recording.length) }

async function open() {
  const world = await openWorld({ natsUrl: nats.url })
  return { ...world, ...speakTus(world.origin) }
}

describe('a length that is told later', () => {
  it('is asked for by every HEAD, until it is told', async () => {
    const { create, patch, head, submitted } = await open()
    const path = (await create({ 'upload-defer-length': '1' })).headers.get('location') ?? ''
    await patch(path, 0, recording.subarray(0, 1000))
    const before = (await head(path)).headers
    expect([before.get('upload-defer-length'), before.get('upload-length')]).toEqual(['1', null])
    await patch(path, 1000, recording.subarray(1000, 2000), LENGTH)
    const after = (await head(path)).headers
    expect([after.get('upload-defer-length'), after.get('upload-length')]).toEqual([
      null,
      String(recording.length),
    ])
    await patch(path, 2000, recording.subarray(2000))
    expect(await submitted()).toHaveLength(1)
  })

  it('finishes an upload that has as many bytes already', async () => {
    const { create, patch, submitted } = await open()
    const path = (await create({ 'upload-defer-length': '1' }, recording)).headers.get('location') ?? ''
    const answer = await patch(path, recording.length, new Uint8Array(), LENGTH)
    expect([answer.status, answer.headers.get('soundmill-episode')]).toEqual([204, expect.any(String)])
    expect(await submitted()).toHaveLength(1)
  })

  it.each([
    ['changed', LENGTH, { 'upload-length': '5000' }],
    ['less than is here', { 'upload-defer-length': '1' }, { 'upload-length': '500' }],
  ])('cannot be %s', async (_, before, then) => {
    const { create, patch, offset } = await open()
    const path = (await create(before, recording.subarray(0, 1000))).headers.get('location') ?? ''
    const refused = await patch(path, 1000, recording.subarray(1000, 1500), then)
    expect([refused.status, await offset(path)]).toEqual([400, 1000])
  })

  it.each([
    ['at another offset', 409, 777, {}],
    ['that are more than it says', 413, 0, { 'upload-length': '5' }],
    ['that were harmed', 460, 0, { 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` }],
  ])('is not taken from a request with bytes %s: %d', async (_, status, at, headers) => {
    const { create, patch, head } = await open()
    const path = (await create({ 'upload-defer-length': '1' })).headers.get('location') ?? ''
    const refused = await patch(path, at, recording.subarray(0, 10), { 'upload-length': '10', ...headers })
    expect(refused.status).toBe(status)
    const told = (await head(path)).headers
    expect([told.get('upload-length'), told.get('upload-offset')]).toEqual([null, '0'])
  })

  it('is one, also when two requests at once say two: the shorter counts, the other is refused', async () => {
    const { create, patch, head, submitted } = await open()
    const path = (await create({ 'upload-defer-length': '1' })).headers.get('location') ?? ''
    const least = recording.length - 1000
    const [long, short] = await Promise.all([
      patch(path, 0, recording, LENGTH),
      patch(path, 0, recording.subarray(0, least), { 'upload-length': String(least) }),
    ])
    const answers = [long.status, short.status].toSorted((a, b) => a - b)
    expect(answers[0]).toBe(204)
    expect(answers[1]).toBeGreaterThanOrEqual(400)
    expect(answers[1]).toBeLessThan(500)
    const told = (await head(path)).headers
    const bytes = long.status === 204 ? recording.length : least
    expect([told.get('upload-length'), told.get('upload-offset')]).toEqual([String(bytes), String(bytes)])
    expect(await submitted()).toMatchObject([{ data: { sources: [{ bytes }] } }])
  })
})
