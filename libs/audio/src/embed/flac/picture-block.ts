import { readFile } from 'node:fs/promises'
import type { Cover } from '../../metadata.ts'

const FRONT_COVER = 3
const BITS_PER_PIXEL = 24

/** A cover as FLAC and Ogg have it (RFC 9639, section 8.8), without a description. */
export async function pictureBlock({ path, mediaType, width, height }: Cover): Promise<Buffer> {
  const picture = await readFile(path)
  const type = Buffer.from(mediaType, 'latin1')
  const uncounted = 0
  return Buffer.concat([
    numbers(FRONT_COVER, type.length),
    type,
    numbers(0, width, height, BITS_PER_PIXEL, uncounted, picture.length),
    picture,
  ])
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at)
  return bytes
}
