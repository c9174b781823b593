import { text } from 'node:stream/consumers'
import { tcpProxy, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { content, freshKey, MIB, noise, sumOf, textContent } from '../contract/content.ts'
import { type BlobStore, StoreUnavailableError } from '../index.ts'
import { ensureBucket, openS3Blobs } from './index.ts'
import { aim } from './testing/bucket.ts'

const s3 = inject('s3')

/** The request that ends a multipart upload. */
const isComplete = (bytes: Buffer) => /^POST \S+\?uploadId=/.test(bytes.toString('latin1', 0, 500))

describe.skipIf(!s3)('with a bad line to the store', () => {
  const { options, incomplete } = aim(s3)
  const direct = openS3Blobs(options)
  beforeAll(() => ensureBucket(options))
  afterAll(() => direct.close())

  async function throughProxy(stallMs?: number) {
    const proxy = await tcpProxy(options.endpoint)
    const blobs = openS3Blobs({ ...options, endpoint: proxy.url('http'), ...(stallMs ? { stallMs } : {}) })
    return { proxy, blobs }
  }

  async function expectUnavailable(blobs: BlobStore) {
    const key = freshKey()
    await Promise.all([
      expect(blobs.get(key)).rejects.toThrow(StoreUnavailableError),
      expect(blobs.head(key)).rejects.toThrow(StoreUnavailableError),
      expect(blobs.delete(key)).rejects.toThrow(StoreUnavailableError),
      expect(blobs.put(key, textContent('x'))).rejects.toThrow(StoreUnavailableError),
      expect(blobs.put(key, content(noise(20 * MIB)))).rejects.toThrow(StoreUnavailableError),
      expect(blobs.list('')[Symbol.asyncIterator]().next()).rejects.toThrow(StoreUnavailableError),
    ])
  }

  it('says soon that the store cannot be reached', async () => {
    const { proxy, blobs } = await throughProxy()
    proxy.cut()
    const begun = performance.now()
    await expectUnavailable(blobs)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('says so too when the store takes everything and never answers', async () => {
    const { proxy, blobs } = await throughProxy(500)
    proxy.pauseReplies('hold')
    const begun = performance.now()
    await expectUnavailable(blobs)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  describe('when the store hangs', () => {
    const reason = new Error('we are stopping')

    it.each([
      ['a get', (blobs: BlobStore, signal: AbortSignal) => blobs.get(freshKey(), { signal })],
      ['a sweep', (blobs, signal) => blobs.sweep(new Date(0), { signal })],
      ['a put of one part', (blobs, signal) => blobs.put(freshKey(), textContent('x'), { signal })],
      ['a put of many parts', (blobs, signal) => blobs.put(freshKey(), content(noise(20 * MIB)), { signal })],
    ] satisfies [string, (blobs: BlobStore, signal: AbortSignal) => Promise<unknown>][])(
      '%s ends with the reason as soon as its signal aborts',
      async (_, ask) => {
        const { proxy, blobs } = await throughProxy()
        proxy.pauseReplies('hold')
        const abort = new AbortController()
        proxy.onSent(() => abort.abort(reason))
        const begun = performance.now()
        await expect(ask(blobs, abort.signal)).rejects.toBe(reason)
        expect(performance.now() - begun).toBeLessThan(5_000)
      },
    )

    it('just when a long blob is made whole, its put ends within seconds after the signal aborts', async () => {
      const { proxy, blobs } = await throughProxy()
      const abort = new AbortController()
      proxy.onSent((bytes) => {
        if (!isComplete(bytes)) return
        proxy.pauseReplies('hold')
        abort.abort(reason)
      })
      const begun = performance.now()
      const put = blobs.put(freshKey(), content(noise(20 * MIB)), { signal: abort.signal })
      await expect(put).rejects.toBe(reason)
      expect(performance.now() - begun).toBeLessThan(20_000)
    })

    it('keeps no upload that it begins when nobody waits for it any more', async () => {
      const { proxy, blobs } = await throughProxy()
      const key = freshKey()
      proxy.pauseReplies('hold')
      const abort = new AbortController()
      proxy.onSent(() => abort.abort(reason))
      const put = blobs.put(key, content(noise(20 * MIB)), { signal: abort.signal })
      await expect(put).rejects.toBe(reason)
      await until(async () => (await incomplete(key)).length === 1, { what: 'the upload to begin' })
      proxy.resumeReplies()
      await until(async () => (await incomplete(key)).length === 0, { what: 'the upload to end' })
    })
  })

  it('sends a part again when the connection breaks under it', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    let [sent, cuts] = [0, 0]
    proxy.onSent((bytes) => {
      sent += bytes.length
      if (sent < (cuts + 1) * 20 * MIB || cuts === 3) return
      cuts += 1
      proxy.cut()
      proxy.mend()
    })
    expect(await blobs.put(key, content(noise(60 * MIB)))).toEqual({ bytes: 60 * MIB })
    expect(cuts).toBe(3)
    expect(await sumOf(await direct.get(key))).toEqual(await sumOf(noise(60 * MIB)))
    expect(await incomplete(key)).toEqual([])
  })

  it('shows nothing of a blob when the store goes away for good in the middle', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    async function* interrupted() {
      yield* noise(20 * MIB)
      proxy.cut()
      yield* noise(20 * MIB)
    }
    await expect(blobs.put(key, interrupted())).rejects.toThrow(StoreUnavailableError)
    expect(await direct.head(key)).toBeUndefined()
  })

  it('finds out that an upload was completed when the answer to that is lost', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    proxy.onSent((bytes) => {
      if (isComplete(bytes)) proxy.pauseReplies('drop')
    })
    const put = blobs.put(key, content(noise(20 * MIB)))
    await until(() => direct.head(key), { what: 'the store to have the blob' })
    proxy.onSent(() => {})
    proxy.cut()
    proxy.resumeReplies()
    proxy.mend()
    expect(await put).toEqual({ bytes: 20 * MIB })
  })

  it('does not take another blob of the same size for its own, when the last request never arrives', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    await direct.put(key, content(noise(20 * MIB, 2)))
    proxy.onSent((bytes) => {
      if (!isComplete(bytes)) return
      proxy.cut()
      proxy.mend()
    })
    await expect(blobs.put(key, content(noise(20 * MIB, 1)))).rejects.toThrow(StoreUnavailableError)
    expect(await sumOf(await direct.get(key))).toEqual(await sumOf(noise(20 * MIB, 2)))
    expect(await incomplete(key)).toEqual([])
  })

  it('fails a reader who waits for what does not come, and leaves alone one who is slow himself', async () => {
    const [stalled, healthy] = [await throughProxy(1_000), await throughProxy(1_000)]
    const key = freshKey()
    await direct.put(key, content(noise(30 * MIB)))
    const slow = (await healthy.blobs.get(key))[Symbol.asyncIterator]()
    await slow.next()
    const waiting = await stalled.blobs.get(key)
    stalled.proxy.pauseReplies('hold')
    // Takes longer than the patience of both.
    await expect(sumOf(waiting)).rejects.toThrow(StoreUnavailableError)
    expect((await sumOf({ [Symbol.asyncIterator]: () => slow })).bytes).toBeGreaterThan(29 * MIB)
  })

  it('tells a reader who begins late that the store broke off before', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    await direct.put(key, content(noise(30 * MIB)))
    const reading = await blobs.get(key)
    proxy.cut()
    // Another request that fails shows that the line is dead.
    await expect(blobs.head(key)).rejects.toThrow(StoreUnavailableError)
    await expect(sumOf(reading)).rejects.toThrow(StoreUnavailableError)
  })

  it('works again as soon as the store does', async () => {
    const { proxy, blobs } = await throughProxy()
    const key = freshKey()
    await blobs.put(key, textContent('x'))
    proxy.cut()
    const reading = blobs.get(key)
    proxy.mend()
    expect(await text(await reading)).toBe('x')
  })
})
