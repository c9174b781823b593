import { describe, expect, it } from 'vitest'
import { singleChannelLufs } from './single-channel.ts'

describe('a mono recording counted once', () => {
  it.each([
    [-16, -19],
    [-16.1, -19.1],
    [-66.9, -69.9],
    [-67.1, null],
    [null, null],
  ])('is 3.01 LU quieter, down to the gate: %s', (integratedLufs, single) => {
    expect(singleChannelLufs({ integratedLufs })).toBe(single)
  })
})
