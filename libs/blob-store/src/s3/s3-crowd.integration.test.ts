import { httpFaultProxy, until } from '@soundmill/test-support'
import { assert, asyncProperty, constantFrom, integer, nat, record, array as severalOf } from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { content, freshKey, MIB, noise, sumOf } from '../contract/content.ts'
import { NoMemoryError, StoreUnavailableError } from '../index.ts'
import { ensureBucket, openS3Blobs } from './index.ts'
import { aim } from './testing/bucket.ts'

const s3 = inject('s3')

/** The same bytes in pieces of another size. */
function* inPieces(whole: Buffer, size: number) {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

describe.skipIf(!s3)('many puts at once with next to no memory', () => {
  const { options, incomplete } = aim(s3)
  beforeAll(() => ensureBucket(options))
  const blobs = openS3Blobs({ ...options, memoryBytes: 1 * MIB })
  afterAll(() => blobs.close())

  const upload = record({
    bytes: integer({ min: 0, max: 20 * MIB }),
    piece: integer({ min: 1_000, max: 300_000 }),
    // Right more often than wrong, or not told.
    wrongBy: constantFrom(0, 0, 0, undefined, undefined, 1, -1, 5 * MIB, -5 * MIB),
    seed: nat({ max: 200 }),
  })

  it('all arrive right, but for some that are not as long as they said, and of which then nothing is left', async () => {
    const property = asyncProperty(severalOf(upload, { minLength: 8, maxLength: 12 }), async (uploads) => {
      await Promise.all(
        uploads.map(async ({ bytes, piece, wrongBy, seed }) => {
          const key = freshKey()
          const whole = Buffer.concat([...noise(bytes, seed)])
          const expectedBytes = wrongBy === undefined ? undefined : Math.max(0, bytes + wrongBy)
          const put = blobs.put(key, content(inPieces(whole, piece)), { expectedBytes })
          const outcome = await put.catch((error: unknown) => error)
          if (wrongBy && outcome instanceof StoreUnavailableError) {
            expect(await blobs.head(key)).toBeUndefined()
          } else {
            expect(outcome).toEqual({ bytes })
            expect(await sumOf(await blobs.get(key))).toEqual(await sumOf([whole]))
          }
          await blobs.delete(key)
        }),
      )
      expect(await incomplete()).toEqual([])
    })
    await assert(property, { numRuns: 6 })
  })

  describe('of which two hold all of it and stall', () => {
    /** Has given 2 MiB, and waits to be told to give the rest. */
    function stalling() {
      let goOn = () => {}
      let isStalled = false
      const wait = new Promise<void>((resolve) => {
        goOn = resolve
      })
      async function* slow() {
        yield* noise(2 * MIB)
        isStalled = true
        await wait
        yield* noise(1 * MIB, 2)
      }
      return { slow: slow(), isStalled: () => isStalled, goOn }
    }

    it('let small ones and those of known length pass, and one that waits its turn be aborted', async () => {
      const [one, two] = [stalling(), stalling()]
      const holding = [one, two].map(({ slow }) => blobs.put(freshKey(), slow))
      await until(() => one.isStalled() && two.isStalled(), { what: 'both to hold what there is' })
      const abort = new AbortController()
      let given = 0
      async function* counted() {
        for (const chunk of noise(3 * MIB)) {
          given += chunk.length
          yield chunk
        }
      }
      const waiting = blobs.put(freshKey(), counted(), { signal: abort.signal })
      await until(() => given > 256 * 1024, { what: 'the third to wait' })
      expect(await blobs.put(freshKey(), content(noise(200_000)))).toEqual({ bytes: 200_000 })
      const known = blobs.put(freshKey(), content(noise(17 * MIB)), { expectedBytes: 17 * MIB })
      expect(await known).toEqual({ bytes: 17 * MIB })
      expect(given).toBeLessThan(1 * MIB)

      const patient = blobs.put(freshKey(), content(noise(18 * MIB)))
      const reason = new Error('enough')
      abort.abort(reason)
      await expect(waiting).rejects.toBe(reason)
      one.goOn()
      expect(await patient).toEqual({ bytes: 18 * MIB })
      two.goOn()
      expect(await Promise.all(holding)).toEqual([{ bytes: 3 * MIB }, { bytes: 3 * MIB }])
    })
  })

  it('fail when others have the memory for too long, but for those that need none', async () => {
    const hasty = openS3Blobs({ ...options, memoryBytes: 1 * MIB, memoryWaitMs: 300 })
    let goOn = () => {}
    const wait = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let stalled = 0
    async function* slow() {
      yield* noise(2 * MIB)
      stalled += 1
      await wait
    }
    const holding = [1, 2].map(() => hasty.put(freshKey(), slow()))
    await until(() => stalled === 2, { what: 'both to hold what there is' })
    await expect(hasty.put(freshKey(), content(noise(3 * MIB)))).rejects.toThrow(NoMemoryError)
    const known = hasty.put(freshKey(), content(noise(3 * MIB)), { expectedBytes: 3 * MIB })
    expect(await known).toEqual({ bytes: 3 * MIB })
    goOn()
    expect(await Promise.all(holding)).toEqual([{ bytes: 2 * MIB }, { bytes: 2 * MIB }])
    expect(await hasty.put(freshKey(), content(noise(3 * MIB)))).toEqual({ bytes: 3 * MIB })
    await hasty.close()
  })

  it('all fail in bounded time, and leave nothing, when the store refuses everything that is put', async () => {
    const proxy = await httpFaultProxy(options.endpoint)
    const poor = openS3Blobs({ ...options, endpoint: proxy.url, memoryBytes: 32 * MIB })
    const fault = proxy.fault(({ method }) => method === 'PUT', { kind: 'refuse' })
    const puts = Array.from({ length: 12 }, (_, index) =>
      poor.put(freshKey(), content(noise(10 * MIB)), index % 2 ? { expectedBytes: 10 * MIB } : {}),
    )
    await Promise.all(puts.map((put) => expect(put).rejects.toThrow(StoreUnavailableError)))
    expect(await incomplete()).toEqual([])
    fault.lift()
    expect(await poor.put(freshKey(), content(noise(10 * MIB)))).toEqual({ bytes: 10 * MIB })
  })
})
