import { type FileHandle, open } from 'node:fs/promises'
import { readCafClaim } from './wav-header-caf.ts'
import { type Chunk, chunksOf, isNoChunk } from './wav-header-chunks.ts'

/** What the header of a WAV, RF64, W64 or CAF claims. */
export type WavClaim = {
  /** Absent when the size was never filled in: a recorder that was switched off, a pipe that cannot seek. */
  durationSeconds?: number
  sizeMissing: boolean
  /** Sound goes on behind the size: a recorder died between two updates, or counted beyond 4 GiB. */
  sizeTooSmall: boolean
}

const UNKNOWN = 0xffffffff
const MIB = 1024 ** 2

/**
 * Sizes that writers put down who did not know it: ffmpeg 0xFFFFFFFF, SoX 0x7FFFF000, arecord 0x80000000, others
 * as much as fits less a header or a buffer. They are claims only where the file really is that long.
 */
const isPlaceholder = (bytes: number) =>
  (bytes > 2 ** 32 - 8 * MIB && bytes < 2 ** 32) ||
  (bytes > 2 ** 31 - 8 * MIB && bytes <= 2 ** 31 + MIB) ||
  bytes > Number.MAX_SAFE_INTEGER / 2

/**
 * ffmpeg believes the size of a WAV only while the file is long enough and guesses from its length otherwise,
 * so that a WAV cut in half would look whole. Undefined: not one of them with a format and a data chunk.
 */
export async function readWavClaim(file: string): Promise<WavClaim | undefined> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    return (await walk(handle, size)) ?? (await readCafClaim(handle, size))
  } finally {
    await handle.close()
  }
}

async function walk(handle: FileHandle, fileBytes: number): Promise<WavClaim | undefined> {
  let bytesPerSecond = 0
  let longSize = UNKNOWN
  for await (const chunk of chunksOf(handle, fileBytes)) {
    bytesPerSecond = rateOf(chunk) ?? bytesPerSecond
    longSize = longSizeOf(chunk) ?? longSize
    if (chunk.kind !== 'data') continue
    const data = { ...chunk, bytes: chunk.bytes === UNKNOWN ? longSize : chunk.bytes }
    return bytesPerSecond === 0 ? undefined : claimOf(handle, fileBytes, data, bytesPerSecond)
  }
  return undefined
}

function longSizeOf({ kind, head }: Chunk): number | undefined {
  return kind === 'ds64' && head.length >= 16 ? Number(head.readBigUInt64LE(8)) : undefined
}

const PCM = [1, 3, 0xfffe]
/** ADPCM of Microsoft and of IMA, and GSM: their last field tells the samples in a block. */
const IN_BLOCKS = [2, 0x11, 0x31]

/** Bytes per second of a `fmt ` chunk, computed where it can be: the field that says it is often wrong. */
function rateOf({ kind, head }: Chunk): number | undefined {
  if (kind !== 'fmt ' || head.length < 14) return undefined
  const format = head.readUInt16LE(0)
  const rateHz = head.readUInt32LE(4)
  const blockBytes = head.readUInt16LE(12)
  if (PCM.includes(format)) return rateHz * blockBytes
  const samplesPerBlock = IN_BLOCKS.includes(format) && head.length >= 20 ? head.readUInt16LE(18) : 0
  return samplesPerBlock > 0 ? (rateHz * blockBytes) / samplesPerBlock : head.readUInt32LE(8)
}

async function claimOf(
  handle: FileHandle,
  fileBytes: number,
  { at, bytes }: Chunk,
  bytesPerSecond: number,
): Promise<WavClaim> {
  const present = fileBytes - at
  const sizeMissing = bytes === 0 ? present > 0 : isPlaceholder(bytes) && present < bytes
  if (sizeMissing) return { sizeMissing, sizeTooSmall: false }
  const sizeTooSmall = await isNoChunk(handle, at + bytes, fileBytes)
  return { sizeMissing, sizeTooSmall, durationSeconds: bytes / bytesPerSecond }
}
