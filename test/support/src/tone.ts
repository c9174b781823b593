import { open } from 'node:fs/promises'
import { speechBlock } from './speech.ts'
import { wavHeader } from './wav-header.ts'

export type ToneOptions = {
  /** As long as you like: the audio repeats every 20 s. */
  seconds: number
  /** Default 48 000. */
  sampleRateHz?: number
  /** Default 1. More channels carry the same signal, each a little softer, so that the whole is as loud. */
  channels?: number
  /** Integrated loudness of ten seconds or more, ± 0.5 LU. Default −24 LUFS, peaks then near −7 dBTP; above −17 it clips. */
  loudnessLufs?: number
  /** Another seed is other audio, for tests that need different bytes. Default 1. */
  seed?: number
}

/** A WAV file (16-bit PCM) of speech-like noise with pauses, in memory. The same options give the same bytes. */
export function tone(options: ToneOptions): Buffer<ArrayBuffer> {
  return Buffer.concat([...toneChunks(options)])
}

/** The same file in pieces of about a second, for sizes that do not fit in memory; beyond 4 GiB it is RF64. */
export function* toneChunks(options: ToneOptions): Generator<Buffer> {
  const { seconds, sampleRateHz = 48_000, channels = 1, loudnessLufs = -24, seed = 1 } = options
  const frameBytes = channels * 2
  const total = Math.round(seconds * sampleRateHz) * frameBytes
  yield wavHeader({ sampleRateHz, channels, dataBytes: total })

  const block = speechBlock({ sampleRateHz, channels, loudnessLufs, seed })
  const piece = sampleRateHz * frameBytes
  for (let sent = 0; sent < total; sent += piece) {
    const from = sent % block.length
    yield block.subarray(from, from + Math.min(piece, total - sent))
  }
}

/** The same file on disk. Resolves to its path. */
export async function writeTone(path: string, options: ToneOptions): Promise<string> {
  const file = await open(path, 'w')
  try {
    for (const chunk of toneChunks(options)) await file.appendFile(chunk)
  } finally {
    await file.close()
  }
  return path
}
