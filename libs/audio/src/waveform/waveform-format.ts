import type { FileHandle } from 'node:fs/promises'

/*
 * BBC audiowaveform's data format, version 2; pairs of channels are interleaved:
 * https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md
 */

/** `length` is the number of pixels: pairs of peaks for each channel. */
export type WaveformHeader = {
  bits: 8 | 16
  samplesPerPixel: number
  sampleRateHz: number
  channels: 1 | 2
  length: number
}

const HEADER_BYTES = 24
const EIGHT_BITS = 1
const READ_BYTES = 65_536

/**
 * Little-endian: int32 version, uint32 flags, int32 sample rate, int32 samples per pixel, uint32 length, int32
 * channels.
 */
export function headerOf({ bits, samplesPerPixel, sampleRateHz, channels, length }: WaveformHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeInt32LE(2, 0)
  header.writeUInt32LE(bits === 8 ? EIGHT_BITS : 0, 4)
  header.writeInt32LE(sampleRateHz, 8)
  header.writeInt32LE(samplesPerPixel, 12)
  header.writeUInt32LE(length, 16)
  header.writeInt32LE(channels, 20)
  return header
}

/** The same as JSON, in pieces, from the binary file. */
export async function* jsonOf(header: WaveformHeader, dat: FileHandle): AsyncGenerator<string> {
  const { bits, samplesPerPixel, sampleRateHz, channels, length } = header
  yield `{"version":2,"channels":${channels},"sample_rate":${sampleRateHz},"samples_per_pixel":${samplesPerPixel}`
  yield `,"bits":${bits},"length":${length},"data":[`
  const buffer = Buffer.alloc(READ_BYTES)
  let separator = ''
  for (let position = HEADER_BYTES; ; ) {
    const { bytesRead } = await dat.read(buffer, 0, READ_BYTES, position)
    if (bytesRead === 0) break
    const values =
      bits === 8 ? new Int8Array(buffer.buffer, buffer.byteOffset, bytesRead) : shorts(buffer, bytesRead)
    yield separator + values.join(',')
    separator = ','
    position += bytesRead
  }
  yield ']}\n'
}

function shorts(buffer: Buffer, bytes: number): Int16Array {
  return new Int16Array(buffer.buffer, buffer.byteOffset, bytes / 2)
}
