import { describe, expect, it } from 'vitest'
import { duration, level, size } from './numbers.ts'

describe('a number for people', () => {
  it.each([
    [-16.04, '−16.0 LUFS'],
    [-0.04, '0.0 LUFS'],
    [3, '3.0 LUFS'],
    [null, '−∞ LUFS'],
    [undefined, ''],
  ])('shows a level of %s with sign and unit', (value, text) => {
    expect(level(value, 'LUFS')).toBe(text)
  })

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [1_152_693, '1.2 MB'],
    [6e12, '6.0 TB'],
    [6e15, '6000.0 TB'],
  ])('shows %s bytes in a unit one can grasp', (bytes, text) => {
    expect(size(bytes)).toBe(text)
  })

  it.each([
    [0, '0.0 s'],
    [11.04, '11.0 s'],
    [59.96, '1:00'],
    [185, '3:05'],
    [3599.6, '1:00:00'],
    [3725, '1:02:05'],
  ])('shows %s seconds as a clock does', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })
})
