import type { FileHandle } from 'node:fs/promises'
import type { WavClaim } from './wav-header.ts'

const MAX_CHUNKS = 200

/**
 * What a Core Audio file claims, in which names are followed by sizes of eight bytes, the highest first. Only
 * where all packets are of one size, as in PCM; a size of -1 means that the samples go on to the end of the file.
 */
export async function readCafClaim(handle: FileHandle, fileBytes: number): Promise<WavClaim | undefined> {
  let bytesPerSecond = 0
  let at = (await readAt(handle, 0, 4)).toString('latin1') === 'caff' ? 8 : fileBytes
  for (let chunks = 0; chunks < MAX_CHUNKS && at + 12 <= fileBytes; chunks++) {
    const chunk = await readAt(handle, at, 36)
    if (chunk.length < 12) return undefined
    const kind = chunk.toString('latin1', 0, 4)
    const bytes = Number(chunk.readBigInt64BE(4))
    if (kind === 'desc' && chunk.length === 36) bytesPerSecond = rateOf(chunk.subarray(12))
    if (kind === 'data') return claimOf(bytes - EDIT_COUNT_BYTES, bytesPerSecond)
    if (bytes < 0) return undefined
    at += 12 + bytes
  }
  return undefined
}

/** A count of edits stands before the samples. */
const EDIT_COUNT_BYTES = 4

function claimOf(bytes: number, bytesPerSecond: number): WavClaim | undefined {
  if (bytes < 0 || !Number.isFinite(bytesPerSecond) || bytesPerSecond <= 0) return undefined
  return { sizeMissing: false, sizeTooSmall: false, durationSeconds: bytes / bytesPerSecond }
}

function rateOf(description: Buffer): number {
  const framesPerPacket = description.readUInt32BE(20)
  return (description.readDoubleBE(0) * description.readUInt32BE(16)) / framesPerPacket
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}
