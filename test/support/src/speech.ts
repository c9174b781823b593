export type SpeechOptions = { sampleRateHz: number; channels: number; loudnessLufs: number; seed: number }

const BLOCK_SECONDS = 20

/** Integrated loudness of the block at a gain of one, as ffmpeg's ebur128 measures it at 16 to 96 kHz. */
const LOUDNESS_AT_UNITY = -22.3

/**
 * Twenty seconds that a loudness meter takes for a person talking: noise without its highs, four syllables a
 * second of different strength, a pause for breath every five seconds. The gaps are true silence.
 */
export function speechBlock({ sampleRateHz, channels, loudnessLufs, seed }: SpeechOptions): Buffer {
  const frames = BLOCK_SECONDS * sampleRateHz
  const block = Buffer.alloc(frames * channels * 2)
  const gain = 10 ** ((loudnessLufs - LOUDNESS_AT_UNITY) / 20) / Math.sqrt(channels)
  const noise = softNoise(seed, sampleRateHz)
  for (let frame = 0; frame < frames; frame++) {
    const level = noise() * syllable(frame / sampleRateHz) * gain
    const sample = Math.max(-32_768, Math.min(32_767, Math.round(level * 32_767)))
    for (let channel = 0; channel < channels; channel++) {
      block.writeInt16LE(sample, (frame * channels + channel) * 2)
    }
  }
  return block
}

/** The envelope, 0 to 1: syllables rise and fall as a half sine; the last second of five is a pause. */
function syllable(seconds: number): number {
  if (seconds % 5 > 4) return 0
  const stress = 0.6 + 0.4 * Math.sin(Math.floor(seconds * 4) * 2.4)
  return stress * Math.sin(Math.PI * ((seconds * 4) % 1))
}

/** White noise through a one-pole low-pass at 1 kHz. */
function softNoise(seed: number, sampleRateHz: number): () => number {
  const random = mulberry32(seed)
  const keep = Math.exp((-2 * Math.PI * 1_000) / sampleRateHz)
  // Keeps the power of what passes the same at every sample rate.
  const scale = Math.sqrt(sampleRateHz / 48_000)
  let low = 0
  return () => {
    low = keep * low + (1 - keep) * (random() * 2 - 1) * scale
    return low
  }
}

/** A small, good enough generator of numbers in [0, 1) that is the same everywhere (Tommy Ettinger's Mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
