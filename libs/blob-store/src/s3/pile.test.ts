import { array, assert, constantFrom, property, tuple, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPile } from './pile.ts'

describe('a pile', () => {
  it('has what was put on it, in order', () => {
    // Repeated, because those above 4 KiB are kept as they are.
    const chunk = tuple(uint8Array({ minLength: 1, maxLength: 40 }), constantFrom(1, 7, 200, 3000))
    const holds = property(array(chunk, { maxLength: 60 }), (given) => {
      const chunks = given.map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes)))
      const pile = createPile()
      for (const each of chunks) pile.add(each)
      const whole = Buffer.concat(chunks)
      expect(Buffer.concat(pile.chunks).equals(whole)).toBe(true)
      expect(pile.bytes).toBe(whole.length)
    })
    assert(holds)
  })

  it('puts tiny chunks together, and copies no others', () => {
    const pile = createPile()
    for (let index = 0; index < 100_000; index++) pile.add(Buffer.from([index % 256]))
    const large = Buffer.alloc(64 * 1024)
    pile.add(large)
    expect(pile.bytes).toBe(100_000 + large.length)
    expect(pile.chunks.length).toBe(3)
    expect(pile.chunks[2]).toBe(large)
  })
})
