import { randomBytes } from 'node:crypto'
import { until } from '@soundmill/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSource } from './source.ts'
import { SEGMENT_BYTES, type Storing, storeSegments } from './store-segments.ts'

type Stored = { offset: number; bytes: Buffer; expected: number | undefined }

async function* pieces(all: readonly Uint8Array[], failure?: Error) {
  yield* all
  if (failure) throw failure
}

/** A store that remembers; `before` is waited for in the middle of every put. */
function openStore(before: (offset: number) => Promise<void> = async () => {}) {
  const stored: Stored[] = []
  const put: Storing['put'] = async (offset, content, expected) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of content) chunks.push(chunk)
    await before(offset)
    stored.push({ offset, bytes: Buffer.concat(chunks), expected })
  }
  const whole = () => Buffer.concat(stored.toSorted((a, b) => a.offset - b.offset).map(({ bytes }) => bytes))
  return { stored, put, whole }
}

const sourceOf = (content: AsyncIterable<Uint8Array>, most = Number.MAX_SAFE_INTEGER) =>
  createSource(content, { most, onBytes: () => {} })

describe('what arrives', () => {
  it('is stored byte for byte under its offsets, whatever its chunks are', async () => {
    const sizes = fc.array(fc.nat(400_000), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(1000), async (lengths, offset) => {
        const all = lengths.map((length) => randomBytes(length))
        const { stored, put, whole } = openStore()
        const bytes = await storeSegments(sourceOf(pieces(all)), { offset, declaredBytes: undefined, put })
        expect(whole().equals(Buffer.concat(all))).toBe(true)
        expect(bytes).toBe(Buffer.concat(all).length)
        let at = offset
        for (const segment of stored.toSorted((a, b) => a.offset - b.offset)) {
          expect(segment.offset).toBe(at)
          expect(segment.bytes.length).toBeGreaterThan(0)
          at += segment.bytes.length
        }
      }),
      { numRuns: 30 },
    )
  })

  it('fast goes into large segments, and each is expected to be as long as it will be', async () => {
    const { stored, put } = openStore()
    const all = Array.from({ length: 300 }, () => Buffer.alloc(65_536))
    await storeSegments(sourceOf(pieces(all)), { offset: 0, declaredBytes: 300 * 65_536, put })
    const inOrder = stored.toSorted((a, b) => a.offset - b.offset)
    expect(inOrder.map(({ bytes }) => bytes.length)).toEqual(inOrder.map(({ expected }) => expected))
    expect(inOrder.map(({ bytes }) => bytes.length).slice(0, 2)).toEqual([256 * 1024, SEGMENT_BYTES])
  })

  it('until the client breaks off is stored, and why it did is known', async () => {
    const { put, whole } = openStore()
    const left = new Error('left')
    const source = sourceOf(pieces([Buffer.from('some'), Buffer.from('thing')], left))
    expect(await storeSegments(source, { offset: 0, declaredBytes: 100, put })).toBe(9)
    expect([whole().toString(), source.failure()?.reason]).toEqual(['something', left])
  })

  it('slowly and without an end is stored before its segment is full', async () => {
    const { put, stored } = openStore()
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    async function* slow() {
      yield Buffer.from('first')
      await ended
      yield Buffer.from('second')
    }
    const storing = storeSegments(sourceOf(slow()), { offset: 0, declaredBytes: undefined, put, lateMs: 50 })
    await until(() => stored.length === 1, { what: 'the first segment' })
    end()
    expect(await storing).toBe(11)
    expect(stored.map(({ bytes }) => bytes.toString())).toEqual(['first', 'second'])
  })

  it('beyond the end is refused, and the segment that would be the last is not stored', async () => {
    const { put, stored } = openStore()
    const source = sourceOf(pieces([Buffer.alloc(10), Buffer.alloc(1)]), 10)
    await expect(storeSegments(source, { offset: 0, declaredBytes: undefined, put })).rejects.toMatchObject({
      code: 'too_large',
    })
    expect(stored).toEqual([])
  })
})

describe('a store', () => {
  const large = Array.from({ length: 700 }, () => Buffer.alloc(65_536))

  it('is given three segments at once and no more', async () => {
    let [now, most] = [0, 0]
    const { put } = openStore(async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
    })
    await storeSegments(sourceOf(pieces(large)), { offset: 0, declaredBytes: undefined, put })
    expect(most).toBeLessThanOrEqual(3)
  })

  it('that fails ends it with its error, once all that is under way has ended', async () => {
    const down = new Error('down')
    const { put, stored } = openStore(async (offset) => {
      if (offset > 0) throw down
    })
    const storing = storeSegments(sourceOf(pieces(large)), { offset: 0, declaredBytes: undefined, put })
    await expect(storing).rejects.toBe(down)
    expect(stored.map(({ offset }) => offset)).toEqual([0])
  })

  it('that fails before it reads anything ends it too', async () => {
    const down = new Error('down')
    const put = () => Promise.reject(down)
    const storing = storeSegments(sourceOf(pieces(large)), { offset: 0, declaredBytes: undefined, put })
    await expect(storing).rejects.toBe(down)
  })
})
