import type { Loudness } from '../loudness.ts'

/** Below this ebur128 counts nothing; it says -70.0 when it has counted nothing at all. */
const ABSOLUTE_GATE_LUFS = -70

/**
 * Reads the summary that ffmpeg's ebur128 filter prints at its end, in tenths. The last one counts: within a
 * larger graph 5.1 prints an empty one first, and one more follows each time the source changes its format.
 * A stranger's tags cannot forge it: lines of tags are indented otherwise and stand before it.
 */
export function createLoudnessReader() {
  let summaries = 0
  let values: Record<string, number | null> = {}
  return {
    read(line: string): void {
      if (/^\[Parsed_ebur128_\d+ @ 0x[0-9a-f]+\] \[info\] Summary:$/.test(line)) {
        summaries++
        values = {}
      }
      const found = /^ {4}(I|LRA|Peak): +(\S+) (LUFS|LU|dBFS)$/.exec(line)
      const [, name, number] = found ?? []
      if (summaries > 0 && name) values[name] = finite(number)
    },
    /** How many times the filter began anew; more than once and the last summary is not of the whole. */
    summaries: () => summaries,
    loudness(): Omit<Loudness, 'maxShortTermLufs'> {
      const { I = null, LRA = null, Peak = null } = values
      const measurable = I !== null && I > ABSOLUTE_GATE_LUFS
      return {
        integratedLufs: measurable ? I : null,
        loudnessRangeLu: measurable ? LRA : null,
        truePeakDbtp: Peak,
      }
    },
  }
}

function finite(text: string | undefined): number | null {
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
