/** −50 dBFS, as the power of a sample. */
const AUDIBLE_POWER = (32_768 / 316) ** 2
/** Below this correlation the mono sum of two sides loses more than it keeps. */
const CANCELING = -0.7

/** Correlates the two sides of interleaved stereo, second by second, where there is something to hear. */
export function createPhase(sampleRateHz: number) {
  const second = 2 * sampleRateHz
  let filled = 0
  let [left, right, cross] = [0, 0, 0]
  let audibleSeconds = 0
  let cancelingSeconds = 0
  const close = () => {
    if ((left + right) / filled > AUDIBLE_POWER) {
      audibleSeconds += filled / second
      const norm = Math.sqrt(left * right)
      if (norm > 0 && cross / norm < CANCELING) cancelingSeconds += filled / second
    }
    filled = 0
    left = right = cross = 0
  }
  const addPart = (samples: Int16Array, from: number, to: number) => {
    let [a, b, ab] = [0, 0, 0]
    for (let i = from; i < to; i += 2) {
      const l = samples[i] ?? 0
      const r = samples[i + 1] ?? 0
      a += l * l
      b += r * r
      ab += l * r
    }
    left += a
    right += b
    cross += ab
    filled += to - from
  }
  return {
    add(samples: Int16Array): void {
      for (let at = 0; at < samples.length; ) {
        const to = Math.min(samples.length, at + second - filled)
        addPart(samples, at, to)
        at = to
        if (filled === second) close()
      }
    },
    result() {
      if (filled > 0) close()
      return { audibleSeconds, cancelingSeconds }
    },
  }
}
