/** The FLAC with one more block of metadata behind its stream information. */
export function flacWith(flac: Buffer, type: number, block: Buffer): Buffer {
  const head = Buffer.from([type, block.length >> 16, block.length >> 8, block.length])
  return Buffer.concat([flac.subarray(0, 42), head, block, flac.subarray(42)])
}

/** A block of type 4: one comment, `NAME=text`. */
export function vorbisComment(comment: string): Buffer {
  const text = Buffer.from(comment)
  return Buffer.concat([littleEndian(0), littleEndian(1), littleEndian(text.length), text])
}

/** A block of type 6, as also in Vorbis comments: a front cover without description and sizes. */
export function pictureBlock(picture: Buffer, mediaType: string): Buffer {
  const kind = [bigEndian(mediaType.length), Buffer.from(mediaType)]
  const unsaid = Array.from({ length: 5 }, () => bigEndian(0))
  return Buffer.concat([bigEndian(3), ...kind, ...unsaid, bigEndian(picture.length), picture])
}

const littleEndian = (value: number) => bigEndian(value).reverse()
const bigEndian = (value: number) => Buffer.from([value >> 24, value >> 16, value >> 8, value])
