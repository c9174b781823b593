import { httpFaultProxy, type IsOne, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { content, failing, freshKey, MIB, noise, sumOf } from '../contract/content.ts'
import { StoreFullError, StoreUnavailableError } from '../index.ts'
import { ensureBucket, openS3Blobs, type S3Options } from './index.ts'
import { aim } from './testing/bucket.ts'

const s3 = inject('s3')

const isPut: IsOne = ({ method }) => method === 'PUT'
const isPart =
  (number: number): IsOne =>
  ({ method, query }) =>
    method === 'PUT' && query.get('partNumber') === String(number)

describe.skipIf(!s3)('a part that streams through to a store that is not well', () => {
  const { options, incomplete } = aim(s3)
  const direct = openS3Blobs(options)
  beforeAll(() => ensureBucket(options))
  afterAll(() => direct.close())

  async function throughProxy(more: Partial<S3Options> = {}) {
    const proxy = await httpFaultProxy(options.endpoint)
    const blobs = openS3Blobs({ ...options, endpoint: proxy.url, ...more })
    return { proxy, blobs, key: freshKey() }
  }

  async function expectWhole(key: string, bytes: number) {
    expect(await sumOf(await direct.get(key))).toEqual(await sumOf(noise(bytes)))
    expect(await incomplete(key)).toEqual([])
  }

  async function expectNothing(key: string) {
    expect(await direct.head(key)).toBeUndefined()
    expect(await incomplete(key)).toEqual([])
  }

  describe.each([
    ['refuses it', { kind: 'refuse' }, {}],
    ['breaks off in the middle of it', { kind: 'reset', afterBytes: 3 * MIB }, {}],
    ['takes it and does not answer', { kind: 'lose' }, {}],
    ['stops taking it', { kind: 'hold' }, { stallMs: 2_000 }],
  ] as const)('and %s once', (_, fault, more) => {
    it('is sent again alone', async () => {
      const { proxy, blobs, key } = await throughProxy(more)
      const bytes = 20 * MIB
      const { hits } = proxy.fault(isPart(2), fault, { times: 1 })
      expect(await blobs.put(key, content(noise(bytes)), { expectedBytes: bytes })).toEqual({ bytes })
      expect(hits()).toBe(1)
      expect(proxy.passed(isPart(1))).toBe(1)
      expect(proxy.passed(isPart(3))).toBe(1)
      await expectWhole(key, bytes)
    })

    it('is sent again when it is the whole blob', async () => {
      const { proxy, blobs, key } = await throughProxy(more)
      const bytes = 6 * MIB
      const { hits } = proxy.fault(isPut, fault, { times: 1 })
      expect(await blobs.put(key, content(noise(bytes)), { expectedBytes: bytes })).toEqual({ bytes })
      expect(hits()).toBe(1)
      await expectWhole(key, bytes)
    })

    it('fails its put, which leaves nothing, when there was no room for a copy', async () => {
      const { proxy, blobs, key } = await throughProxy({ ...more, memoryBytes: 0 })
      proxy.fault(isPart(2), fault, { times: 1 })
      const put = blobs.put(key, content(noise(20 * MIB)), { expectedBytes: 20 * MIB })
      await expect(put).rejects.toThrow(StoreUnavailableError)
      await expectNothing(key)
    })
  })

  it('is waited for longer when it cannot be sent again', async () => {
    const stallMs = 2_000
    const { proxy, blobs, key } = await throughProxy({ stallMs, memoryBytes: 0 })
    const held = proxy.fault(isPart(2), { kind: 'withhold' })
    const put = blobs.put(key, content(noise(20 * MIB)), { expectedBytes: 20 * MIB })
    await held.answered
    setTimeout(held.lift, 1.5 * stallMs)
    expect(await put).toEqual({ bytes: 20 * MIB })
    expect(held.hits()).toBe(1)
    await expectWhole(key, 20 * MIB)
  })

  it('fails at once when the store says that it is full', async () => {
    const { proxy, blobs, key } = await throughProxy()
    const { hits } = proxy.fault(isPart(2), { kind: 'refuse', status: 507, code: 'XMinioStorageFull' })
    const put = blobs.put(key, content(noise(20 * MIB)), { expectedBytes: 20 * MIB })
    await expect(put).rejects.toThrow(StoreFullError)
    expect(hits()).toBe(1)
    await expectNothing(key)
  })

  it('fails at once for good though its content stalls', async () => {
    const { proxy, blobs, key } = await throughProxy({ memoryBytes: 0 })
    proxy.fault(isPart(1), { kind: 'refuse' })
    async function* stalling() {
      yield* noise(2 * MIB)
      await new Promise(() => {})
    }
    const put = blobs.put(key, stalling(), { expectedBytes: 20 * MIB })
    await expect(put).rejects.toThrow(StoreUnavailableError)
    await expectNothing(key)
  })

  it('keeps its copy when the content ends too early while it waits for another try', async () => {
    const { proxy, blobs, key } = await throughProxy()
    proxy.fault(isPart(2), { kind: 'refuse' }, { times: 1 })
    expect(await blobs.put(key, content(noise(12 * MIB)), { expectedBytes: 30 * MIB })).toEqual({
      bytes: 12 * MIB,
    })
    await expectWhole(key, 12 * MIB)
  })

  it('leaves nothing when its content fails while it waits for another try', async () => {
    const { proxy, blobs, key } = await throughProxy()
    proxy.fault(isPart(2), { kind: 'refuse' }, { times: 1 })
    const error = new Error('the line dropped')
    const put = blobs.put(key, failing(12 * MIB, error), { expectedBytes: 30 * MIB })
    await expect(put).rejects.toBe(error)
    await expectNothing(key)
  })

  it('may be slower than the patience with the store, when it is the content that is slow', async () => {
    const { proxy, blobs, key } = await throughProxy({ stallMs: 1_500 })
    async function* slow() {
      let given = 0
      for (const chunk of noise(20 * MIB)) {
        // In the middle of the second part, much longer than a store may take.
        if (given === 12 * MIB) await new Promise((resolve) => setTimeout(resolve, 4_000))
        given += chunk.length
        yield chunk
      }
    }
    await blobs.put(key, slow(), { expectedBytes: 20 * MIB })
    expect(proxy.passed(isPart(2))).toBe(1)
    await expectWhole(key, 20 * MIB)
  })

  it('takes no more content than the line holds while the store does not take it', async () => {
    const { proxy, blobs, key } = await throughProxy()
    const held = proxy.fault(isPart(1), { kind: 'hold' })
    let given = 0
    async function* counted() {
      for (const chunk of noise(100 * MIB)) {
        given += chunk.length
        yield chunk
      }
    }
    const abort = new AbortController()
    const put = blobs.put(key, counted(), { expectedBytes: 100 * MIB, signal: abort.signal })
    await held.caught
    let before = -1
    await until(
      () => {
        const rests = given === before
        before = given
        return rests
      },
      { what: 'the put to wait' },
    )
    expect(given).toBeLessThanOrEqual(9 * MIB)
    abort.abort(new Error('enough'))
    await expect(put).rejects.toThrow('enough')
    await expectNothing(key)
  })

  describe('whose signal aborts', () => {
    const reason = new Error('we are stopping')

    it.each([
      ['while the upload begins', ({ method }) => method === 'POST', 'withhold'],
      ['while the store does not take it', isPart(1), 'hold'],
      ['while its answer is missing', isPart(2), 'withhold'],
      ['while it is tried again', isPart(2), 'refuse'],
    ] satisfies [string, IsOne, 'hold' | 'withhold' | 'refuse'][])(
      'ends with the reason soon, and leaves nothing, %s',
      async (_, isOne, kind) => {
        const { proxy, blobs, key } = await throughProxy()
        const abort = new AbortController()
        const fault = proxy.fault(isOne, { kind })
        const put = blobs.put(key, content(noise(30 * MIB)), {
          expectedBytes: 30 * MIB,
          signal: abort.signal,
        })
        await fault.caught
        const begun = performance.now()
        abort.abort(reason)
        await expect(put).rejects.toBe(reason)
        expect(performance.now() - begun).toBeLessThan(5_000)
        fault.lift()
        await until(async () => (await incomplete(key)).length === 0, { what: 'nothing to be left' })
        expect(await direct.head(key)).toBeUndefined()
      },
    )
  })
})
