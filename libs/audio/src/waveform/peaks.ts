/**
 * The lowest and the highest sample of the mono mix for each stretch of `samplesPerPixel`, as BBC
 * audiowaveform computes them: channels are added and divided with the fraction cut off, and a last
 * incomplete stretch counts. Calls back with each pair; keeps one.
 */
export function createPeaks(
  samplesPerPixel: number,
  channels: 1 | 2,
  emit: (low: number, high: number) => void,
) {
  let filled = 0
  let low = 32_767
  let high = -32_768
  const close = () => {
    emit(low, high)
    filled = 0
    low = 32_767
    high = -32_768
  }
  return {
    add(samples: Int16Array): void {
      for (let at = 0; at < samples.length; ) {
        const to = Math.min(samples.length, at + (samplesPerPixel - filled) * channels)
        const [lowest, highest] = extremes(samples, at, to, channels)
        low = Math.min(low, lowest)
        high = Math.max(high, highest)
        filled += (to - at) / channels
        at = to
        if (filled === samplesPerPixel) close()
      }
    },
    end(): void {
      if (filled > 0) close()
    },
  }
}

function extremes(samples: Int16Array, from: number, to: number, channels: 1 | 2): [number, number] {
  let [low, high] = [32_767, -32_768]
  for (let i = from; i < to; i += channels) {
    const first = samples[i] ?? 0
    const sample = channels === 1 ? first : ((first + (samples[i + 1] ?? 0)) / 2) | 0
    if (sample < low) low = sample
    if (sample > high) high = sample
  }
  return [low, high]
}
