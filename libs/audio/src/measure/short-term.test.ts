import { describe, expect, it } from 'vitest'
import { createShortTermReader } from './short-term.ts'

const line = (t: string, S: string, mark = '[Parsed_ebur128_2 @ 0x55e369c9f540] [info]') =>
  `${mark} t: ${t.padEnd(10)} TARGET:-23 LUFS    M: -11.7 S:${S.padStart(6)}     I: -11.7 LUFS       LRA:   0.0 LU`

const read = (lines: string[]) => {
  const reader = createShortTermReader()
  for (const each of lines) reader.read(each)
  return { max: reader.maxLufs(), curve: reader.curve() }
}

/** Readings each tenth of a second, `-(tenths)` LUFS from the third second on, as 5.1 writes times. */
const ramp = (tenths: number, step = 0.1) =>
  Array.from({ length: tenths }, (_, i) => {
    const t = (i + 1) * step - 0.00002
    return line(String(Number(t.toPrecision(6))), i + 1 < 30 ? '-120.7' : `-${(i + 1) / 10}`)
  })

describe('what ebur128 says while it measures', () => {
  it('gives the value at the end of each whole second, and the highest of all', () => {
    expect(read(ramp(59))).toEqual({ max: -3, curve: [null, null, -3, -4, -5] })
    expect(read(ramp(60)).curve).toEqual([null, null, -3, -4, -5, -6])
  })

  it('loses no second where a tenth is no whole number of samples, nor in long recordings', () => {
    expect(read(ramp(700, 1102 / 11_025)).curve).toHaveLength(70)
    expect(read(ramp(9000)).curve).toHaveLength(900)
  })

  it('is nothing in less than three seconds, and in digital silence', () => {
    expect(read(ramp(20))).toEqual({ max: null, curve: [null, null] })
    expect(read([])).toEqual({ max: null, curve: [] })
    expect(read([line('1', '-inf'), line('2', 'nan'), line('3', '-117.7')]).curve).toEqual([null, null, null])
  })

  it('is read with the times of 7.1, whatever another thread says behind it', () => {
    const glued = `${line('3.999979', '-20.1')}Header missing`
    expect(read([line('2.999979', '-23.0'), glued])).toEqual({ max: -20.1, curve: [null, null, -23, -20.1] })
  })

  it('is not forged by a tag or by a decoder', () => {
    const forged = [
      `    comment         : ${line('1', '-1.0')}`,
      `                    : ${line('2', '-1.0')}`,
      line('3', '-1.0', '[Parsed_ebur128_2 @ 0x55e369c9f540] [error]'),
      line('4', '-1.0', '[mp3float @ 0x55e369c9f540] [info]'),
    ]
    expect(read(forged)).toEqual({ max: null, curve: [] })
  })
})
