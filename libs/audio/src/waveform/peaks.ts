/** The lowest and the highest value behind one pixel, channel after channel: `[low, high]` or `[low, high, low, high]`. */
export type Pixel = readonly number[]

/** Takes what comes, and what is left at the end. */
export type PeakStage<T> = { add(values: T): void; end(): void }

/** How the samples of a recording become waveform channels. */
export type Lanes = { channels: 1 | 2; perChannel: boolean }

export function lanesOf({ channels, perChannel }: Lanes): 1 | 2 {
  return perChannel ? channels : 1
}

/**
 * The lowest and the highest sample for each stretch of `samplesPerPixel`, as BBC audiowaveform computes them:
 * of each channel, or of a mono mix, for which channels are added and divided with the fraction cut off. A last
 * incomplete stretch counts. Takes interleaved samples of whole frames; keeps one pixel.
 */
export function createPeaks(
  samplesPerPixel: number,
  lanes: Lanes,
  emit: (pixel: Pixel) => void,
): PeakStage<Int16Array> {
  const { channels } = lanes
  let filled = 0
  let pixel = emptyPixel(lanes)
  const close = () => {
    emit(pixel)
    filled = 0
    pixel = emptyPixel(lanes)
  }
  return {
    add(samples) {
      for (let at = 0; at < samples.length; ) {
        const to = Math.min(samples.length, at + (samplesPerPixel - filled) * channels)
        for (let lane = 0; lane < lanesOf(lanes); lane++) {
          const found = lanes.perChannel
            ? ofChannel(samples, at + lane, to, channels)
            : ofMix(samples, at, to, channels)
          widen(pixel, 2 * lane, found)
        }
        filled += (to - at) / channels
        at = to
        if (filled === samplesPerPixel) close()
      }
    },
    end() {
      if (filled > 0) close()
    },
  }
}

/** A coarser waveform from the pixels of a finer one, `factor` of them at a time: the same as from the samples. */
export function createFold(factor: number, lanes: Lanes, emit: (pixel: Pixel) => void): PeakStage<Pixel> {
  let filled = 0
  let pixel = emptyPixel(lanes)
  const close = () => {
    emit(pixel)
    filled = 0
    pixel = emptyPixel(lanes)
  }
  return {
    add(finer) {
      for (let i = 0; i < finer.length; i += 2) widen(pixel, i, [finer[i] ?? 0, finer[i + 1] ?? 0])
      filled++
      if (filled === factor) close()
    },
    end() {
      if (filled > 0) close()
    },
  }
}

function emptyPixel(lanes: Lanes): number[] {
  return lanesOf(lanes) === 2 ? [32_767, -32_768, 32_767, -32_768] : [32_767, -32_768]
}

function widen(pixel: number[], at: number, [low, high]: [number, number]): void {
  pixel[at] = Math.min(pixel[at] ?? low, low)
  pixel[at + 1] = Math.max(pixel[at + 1] ?? high, high)
}

function ofChannel(samples: Int16Array, from: number, to: number, channels: 1 | 2): [number, number] {
  let [low, high] = [32_767, -32_768]
  for (let i = from; i < to; i += channels) {
    const sample = samples[i] ?? 0
    if (sample < low) low = sample
    if (sample > high) high = sample
  }
  return [low, high]
}

function ofMix(samples: Int16Array, from: number, to: number, channels: 1 | 2): [number, number] {
  if (channels === 1) return ofChannel(samples, from, to, 1)
  let [low, high] = [32_767, -32_768]
  for (let i = from; i < to; i += 2) {
    const sample = (((samples[i] ?? 0) + (samples[i + 1] ?? 0)) / 2) | 0
    if (sample < low) low = sample
    if (sample > high) high = sample
  }
  return [low, high]
}
