import { id3 } from '../awkward/broken.ts'

/**
 * An ID3v2 tag with so many bytes of one letter, in UTF-8, in a frame that nobody asks for. Of `ü` a
 * megabyte looks like raw AMR to ffmpeg, which does not look further than that for what a file is.
 */
export function longText(bytes: number, letter = 'ü'): Buffer {
  const text = Buffer.from(`\x03note\0${letter.repeat(bytes / Buffer.byteLength(letter))}`)
  const head = Buffer.from('TXXX\0\0\0\0\0\0', 'latin1')
  // Version 3 counts a frame's bytes plainly, unlike those of the tag.
  head.writeUInt32BE(text.length, 4)
  return id3(Buffer.concat([head, text]))
}
