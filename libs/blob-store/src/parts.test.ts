import { array, assert, asyncProperty, constantFrom, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { content } from './contract/content.ts'
import { cut, type Part } from './parts.ts'
import { partBytes } from './s3/part-bytes.ts'

describe('cutting content into parts', () => {
  it('loses nothing, fills every part but the last, and knows which that is', async () => {
    const chunks = array(uint8Array({ maxLength: 20 }))
    const property = asyncProperty(chunks, constantFrom(1, 3, 8), async (given, size) => {
      const parts: Part[] = []
      for await (const part of cut(content(given), (number) => size * number)) parts.push(part)
      expect(Buffer.concat(parts.flatMap((part) => part.chunks))).toEqual(Buffer.concat(given))
      expect(parts.map((part) => part.number)).toEqual(parts.map((_, index) => index + 1))
      expect(parts.map((part) => part.last)).toEqual(parts.map((_, index) => index === parts.length - 1))
      for (const { number, bytes, chunks, last } of parts) {
        expect(Buffer.concat(chunks).length).toBe(bytes)
        expect(last ? bytes <= size * number : bytes === size * number).toBe(true)
      }
    })
    await assert(property)
  })

  it('makes parts so large that 10,000 hold the 5 TiB of S3, and none smaller than its 5 MiB', () => {
    let total = 0
    for (let number = 1; number <= 10_000; number++) total += partBytes(number)
    expect(total).toBeGreaterThanOrEqual(5 * 2 ** 40)
    expect(partBytes(1)).toBeGreaterThanOrEqual(5 * 2 ** 20)
    expect(partBytes(10_000)).toBeLessThanOrEqual(5 * 2 ** 30)
  })
})
