import { truncate, writeFile } from 'node:fs/promises'

export type WavShape = {
  rateHz?: number
  channels?: number
  bits?: number
  /** 1: whole numbers, 3: floating point. */
  formatTag?: number
  /** What the header says of the length of the samples, modulo 2^32. */
  claimedBytes: number
}

/** The first 44 bytes of a WAV, saying whatever they are told to. */
export function wavHeader(shape: WavShape): Buffer {
  const { rateHz = 44_100, channels = 1, bits = 16, formatTag = 1, claimedBytes } = shape
  const blockBytes = (channels * bits) / 8
  const header = Buffer.alloc(44)
  header.write('RIFF\0\0\0\0WAVEfmt \x10', 'latin1')
  header.writeUInt32LE((36 + claimedBytes) % 2 ** 32, 4)
  header.writeUInt16LE(formatTag, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rateHz, 24)
  header.writeUInt32LE((rateHz * blockBytes) % 2 ** 32, 28)
  header.writeUInt16LE(blockBytes % 2 ** 16, 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(claimedBytes % 2 ** 32, 40)
  return header
}

/** So many samples of 16 bits of a steady tone. */
export function toneSamples(samples: number, amplitude = 9000): Buffer {
  return Buffer.from(Int16Array.from({ length: samples }, (_, i) => amplitude * Math.sin(i / 9)).buffer)
}

/** Silence of that many bytes that costs no disk. */
export async function writeSparseWav(file: string, shape: WavShape): Promise<string> {
  await writeFile(file, wavHeader(shape))
  await truncate(file, 44 + shape.claimedBytes)
  return file
}
