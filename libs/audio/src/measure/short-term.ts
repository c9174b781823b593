import type { LoudnessCurve } from '../loudness.ts'

/**
 * One line for each tenth of a second, in this form on 5.1 and 7.1. ffmpeg prints a peak and the end of the line
 * apart, and 7 from several threads: what follows may be somebody else's.
 */
const READING =
  /^\[Parsed_ebur128_\d+ @ 0x[0-9a-f]+\] \[info\] t: ([\d.]+) +TARGET:\S+ LUFS +M: *\S+ +S: *(\S+) /

/**
 * ebur128 says −120.7 (dual mono: −117.7) of digital silence, and of the three seconds before it has a first
 * reading. The dither of 16 bits alone is louder than this.
 */
const NOTHING_LUFS = -100

/**
 * Reads what ffmpeg's ebur128 filter says while it measures: the loudness of the last three seconds. Memory: one
 * number for each second. A tag cannot forge a reading: no line of a tag begins with the filter's mark.
 */
export function createShortTermReader() {
  const curve: (number | null)[] = []
  let reachedTenths = 0
  let max: number | null = null
  return {
    /** Whether the line was such a reading. */
    read(line: string): boolean {
      const [, time, value] = READING.exec(line) ?? []
      const tenths = Math.round(10 * Number(time))
      if (!(tenths > 0)) return false
      const lufs = Number(value)
      const reading = lufs > NOTHING_LUFS ? lufs : null
      if (reading !== null && reading > (max ?? Number.NEGATIVE_INFINITY)) max = reading
      // The last reading of a second is the one at its end; rates that no tenth divides read a little earlier.
      const second = Math.ceil(tenths / 10) - 1
      while (curve.length < second) curve.push(null)
      curve[second] = reading
      reachedTenths = tenths
      return true
    },
    /** Null without three seconds of anything. */
    maxLufs: () => max,
    /** One value for each second that was reached to its end. */
    curve: (): LoudnessCurve => curve.slice(0, Math.floor(reachedTenths / 10)),
  }
}
