import { type FileHandle, open } from 'node:fs/promises'
import { AudioError } from '../../audio-error.ts'
import type { Piece } from '../pieces.ts'

/** RIFF and its length, WAVE; then chunks, the first of which RF64 needs for lengths of 64 bits. */
const HEAD_BYTES = 48
const DS64 = 12
const MAX_UINT_32 = 0xffffffff

function notOurs(problem: string): AudioError {
  return new AudioError('internal', `the WAV that was made cannot be completed: ${problem}`)
}

/** The file in pieces, with what is made of its sample rate behind everything else. */
export async function withAppended(
  path: string,
  chunks: (sampleRateHz: number) => readonly Buffer[],
): Promise<Piece[]> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = await read(file, 0, HEAD_BYTES)
    const added = Buffer.concat([Buffer.alloc(size % 2), ...chunks(await sampleRateOf(file, size))])
    setLength(head, size + added.length - 8)
    return [head, { path, start: HEAD_BYTES, end: size }, added]
  } finally {
    await file.close()
  }
}

function setLength(head: Buffer, bytes: number): void {
  const kind = head.toString('latin1', 0, 4)
  if (kind === 'RF64' && head.toString('latin1', DS64, DS64 + 4) === 'ds64') {
    head.writeBigUInt64LE(BigInt(bytes), DS64 + 8)
    return
  }
  if (kind !== 'RIFF') throw notOurs(`it begins with ${kind}`)
  if (bytes > MAX_UINT_32) throw new AudioError('limit_exceeded:output_bytes', 'a WAV ends at 4 GiB')
  head.writeUInt32LE(bytes, 4)
}

/** Stands in `fmt `, which comes before the samples. */
async function sampleRateOf(file: FileHandle, size: number): Promise<number> {
  for (let at = 12; at + 16 <= size; ) {
    const chunk = await read(file, at, 16)
    const id = chunk.toString('latin1', 0, 4)
    if (id === 'fmt ') return chunk.readUInt32LE(12)
    if (id === 'data') break
    const bytes = chunk.readUInt32LE(4)
    at += 8 + bytes + (bytes % 2)
  }
  throw notOurs('it does not say its sample rate')
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at)
  if (bytesRead < bytes) throw notOurs('it ends too early')
  return buffer
}
