import { type FileHandle, open } from 'node:fs/promises'
import type { WaveformFile } from '../waveform-options.ts'

/** The lowest and the highest sample behind each column of a drawing, −1 to 1. */
export type Columns = { low: Float64Array; high: Float64Array }

const HEADER_BYTES = 24
/** A whole number of pixels in every format: at most 2 channels × 2 values × 2 bytes. */
const READ_BYTES = 65_536

/**
 * A waveform in at most so many columns, read in pieces from its binary file (see waveform/waveform-format.ts),
 * channels laid over each other. Undefined when there is no waveform, or nothing in it.
 */
export async function readColumns(
  waveforms: readonly WaveformFile[],
  atMost: number,
): Promise<Columns | undefined> {
  const file = waveforms.find(({ name }) => name === 'waveform.dat')
  if (!file) return undefined
  const handle = await open(file.path)
  try {
    return await columnsOf(handle, atMost)
  } finally {
    await handle.close()
  }
}

async function columnsOf(handle: FileHandle, atMost: number): Promise<Columns | undefined> {
  const header = Buffer.alloc(HEADER_BYTES)
  const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0)
  const [eightBits, length, channels] = [
    header.readUInt32LE(4) === 1,
    header.readUInt32LE(16),
    header.readInt32LE(20),
  ]
  if (bytesRead < HEADER_BYTES || length === 0 || channels < 1) return undefined
  const width = Math.min(atMost, length)
  const columns = { low: new Float64Array(width), high: new Float64Array(width) }
  const scale = eightBits ? 128 : 32_768
  let at = 0
  for await (const values of valuesOf(handle, eightBits)) {
    for (const value of values) {
      const column = Math.floor((Math.floor(at / (2 * channels)) * width) / length)
      const side = at % 2 === 0 ? columns.low : columns.high
      side[column] = widest(side[column] ?? 0, value / scale)
      at++
    }
  }
  return columns
}

/** Further from zero: waveforms are drawn around it. */
function widest(a: number, b: number): number {
  return Math.abs(b) > Math.abs(a) ? b : a
}

async function* valuesOf(handle: FileHandle, eightBits: boolean): AsyncGenerator<Int8Array | Int16Array> {
  const buffer = Buffer.alloc(READ_BYTES)
  for (let position = HEADER_BYTES; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield eightBits
      ? new Int8Array(buffer.buffer, buffer.byteOffset, bytesRead)
      : new Int16Array(buffer.buffer, buffer.byteOffset, bytesRead >> 1)
  }
}
