import { open } from 'node:fs/promises'
import { AudioError } from '../../audio-error.ts'
import type { VorbisComment } from '../ogg/vorbis-comments.ts'

/* Metadata blocks of FLAC (RFC 9639, section 8): a type, a length of 24 bits, the body; the last one is marked. */

export const VORBIS_COMMENT = 4
export const PICTURE = 6

const MAX_BLOCK_BYTES = 2 ** 24 - 1
const LAST = 0x80
const STREAMINFO_BYTES = 34
const MARK = 'fLaC'

export type MetadataBlock = { type: number; body: Buffer }

/** Little-endian and UTF-8, unlike everything else in FLAC. No vendor: nobody's version is in our bytes. */
export function commentBlock(comments: readonly VorbisComment[]): MetadataBlock {
  const texts = comments.map(([name, value]) => counted(Buffer.from(`${name}=${value}`)))
  return {
    type: VORBIS_COMMENT,
    body: Buffer.concat([counted(Buffer.alloc(0)), count(texts.length), ...texts]),
  }
}

/** The beginning of a file: the mark, its stream's description, these blocks. */
export function flacHead(streamInfo: Buffer, blocks: readonly MetadataBlock[]): Buffer {
  const all = [{ type: 0, body: streamInfo }, ...blocks]
  const parts = all.map(({ type, body }, at) => {
    if (body.length > MAX_BLOCK_BYTES) throw new AudioError('internal', 'too much metadata for FLAC')
    const header = Buffer.alloc(4)
    header.writeUInt32BE(body.length)
    header[0] = at === all.length - 1 ? type | LAST : type
    return Buffer.concat([header, body])
  })
  return Buffer.concat([Buffer.from(MARK), ...parts])
}

/** What its encoder says of the stream, and where the frames of audio begin. */
export async function readFlacHead(path: string): Promise<{ streamInfo: Buffer; audioAt: number }> {
  const file = await open(path)
  try {
    const read = async (at: number, bytes: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at)
      if (bytesRead < bytes) throw new AudioError('internal', 'the FLAC that was made ends too early')
      return buffer
    }
    const mark = await read(0, MARK.length)
    const first = await read(MARK.length, 4)
    if (mark.toString() !== MARK || (first.readUInt32BE() & 0x7fffffff) !== STREAMINFO_BYTES)
      throw new AudioError('internal', 'the FLAC that was made does not begin as one')
    const streamInfo = await read(8, STREAMINFO_BYTES)
    let audioAt = 8 + STREAMINFO_BYTES
    for (let header = first; ((header[0] ?? LAST) & LAST) === 0; ) {
      header = await read(audioAt, 4)
      audioAt += 4 + header.readUIntBE(1, 3)
    }
    return { streamInfo, audioAt }
  } finally {
    await file.close()
  }
}

const count = (number: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

const counted = (text: Buffer) => Buffer.concat([count(text.length), text])
