import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samplesOf } from './samples.ts'

describe('samples read from a pipe', () => {
  it('are the same however the bytes arrive, and an incomplete frame at the end is left out', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.integer({ min: 1, max: 40 })), async (all, sizes) => {
        const chunks: Buffer[] = []
        for (let at = 0; at < all.length; ) {
          const to = at + (sizes[chunks.length] ?? 64)
          chunks.push(Buffer.from(all.subarray(at, to)))
          at = to
        }
        const samples: number[] = []
        for await (const some of samplesOf(Readable.from(chunks), 2)) samples.push(...some)
        const whole = Buffer.from(all).subarray(0, all.length - (all.length % 4))
        expect(samples).toEqual(Array.from({ length: whole.length / 2 }, (_, i) => whole.readInt16LE(2 * i)))
      }),
    )
  })
})
