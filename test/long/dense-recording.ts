import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { tone, wavHeader } from '@soundmill/test-support'

const SAMPLE_RATE_HZ = 192_000
const CHANNELS = 2
const SAMPLE_BYTES = 4
const FRAME_BYTES = CHANNELS * SAMPLE_BYTES
/** `tone` repeats itself after this. No two segments or parts of an upload are the same for it: their lengths do not fit. */
const BLOCK_SECONDS = 20

/** What lies on disk, and what it must still be at the other end. */
export type RecordingFile = { path: string; bytes: number; seconds: number; sha256: string }

/**
 * Writes a WAV with as many bytes a second as any recorder makes (192 kHz, 32 bits, stereo), so that there is much to
 * store and little to work on: 6 GiB are 70 minutes. Beyond 4 GiB it is RF64. It has at most `bytes`; less than a
 * frame is missing.
 */
export async function writeDenseRecording(path: string, bytes: number): Promise<RecordingFile> {
  const frames = Math.floor((bytes - denseHeader(bytes).length) / FRAME_BYTES)
  const header = denseHeader(frames * FRAME_BYTES)
  const total = header.length + frames * FRAME_BYTES
  const block = denseBlock()
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  let written = 0
  try {
    for (let piece = header; written < total; piece = block.subarray(0, total - written)) {
      hash.update(piece)
      await file.appendFile(piece)
      written += piece.length
    }
  } finally {
    await file.close()
  }
  return { path, bytes: written, seconds: frames / SAMPLE_RATE_HZ, sha256: hash.digest('hex') }
}

/** A frame of two samples of 32 bits is as long as one of four of 16, which is what the header is made for first. */
function denseHeader(dataBytes: number): Buffer {
  const header = wavHeader({ sampleRateHz: SAMPLE_RATE_HZ, channels: FRAME_BYTES / 2, dataBytes })
  const format = header.indexOf('fmt ') + 8
  header.writeUInt16LE(CHANNELS, format + 2)
  header.writeUInt16LE(SAMPLE_BYTES * 8, format + 14)
  return header
}

/** The tone at 32 bits, none of them idle. */
function denseBlock(): Buffer {
  const file = tone({ seconds: BLOCK_SECONDS, sampleRateHz: SAMPLE_RATE_HZ, channels: CHANNELS })
  const samples = file.subarray(denseHeader(0).length)
  const block = Buffer.alloc(samples.length * 2)
  for (let at = 0; at < samples.length; at += 2) {
    const sample = samples.readInt16LE(at)
    block.writeInt32LE((sample << 16) | (sample & 0xffff), at * 2)
  }
  return block
}
