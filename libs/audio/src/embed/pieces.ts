import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** A part of a file that is to be written: bytes, or a stretch of another file (its end when not said). */
export type Piece = Buffer | { path: string; start: number; end?: number }

/**
 * Writes a file out of pieces, one after the other, with little more in memory than the pieces themselves. Rejects
 * with the signal's reason, or as the file system does.
 */
export async function writePieces(
  output: string,
  pieces: readonly Piece[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(chunksOf(pieces), createWriteStream(output), { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

const CHUNK_BYTES = 256 * 1024

async function* chunksOf(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) yield piece
    else yield* stretch(piece)
  }
}

async function* stretch(piece: Exclude<Piece, Buffer>): AsyncGenerator<Buffer> {
  const { path, start, end = Number.POSITIVE_INFINITY } = piece
  if (end <= start) return
  // What it names last is still read.
  yield* createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES })
}
