/*
 * Frames of ID3v2.3 (https://id3.org/id3v2.3.0): four letters, the length as a plain number, two bytes of flags, the
 * body. Own, because no library that is kept up writes two comments (iTunNORM is one) and a table of contents for
 * more than 255 chapters.
 */

const UTF_16 = 1
const LATIN_1 = 0

/** A text frame (TIT2, TPE1, …). */
export function textFrame(id: string, text: string): Buffer {
  return frame(id, Buffer.of(UTF_16), utf16(text))
}

/** A text of one's own naming. */
export function userTextFrame(name: string, text: string): Buffer {
  return frame('TXXX', Buffer.of(UTF_16), utf16(name), END, utf16(text))
}

/** Language: three letters of ISO 639-2, `und` where it is not known. */
export function commentFrame(language: string, name: string, text: string): Buffer {
  return frame('COMM', Buffer.of(UTF_16), latin1(language), utf16(name), END, utf16(text))
}

/** A comment for machines. */
export function plainCommentFrame(name: string, text: string): Buffer {
  return frame('COMM', Buffer.of(LATIN_1), latin1(`eng${name}\0${text}`))
}

/** Addresses are ASCII. */
export function linkFrame(url: string): Buffer {
  return frame('WXXX', Buffer.of(UTF_16), utf16(''), END, latin1(url))
}

const FRONT_COVER = 3

export function pictureFrame(mediaType: string, picture: Buffer): Buffer {
  return frame('APIC', latin1(`\0${mediaType}\0`), Buffer.of(FRONT_COVER), latin1('\0'), picture)
}

export function frame(id: string, ...body: Buffer[]): Buffer {
  const header = Buffer.alloc(10)
  header.write(id, 'latin1')
  header.writeUInt32BE(
    body.reduce((sum, { length }) => sum + length, 0),
    4,
  )
  return Buffer.concat([header, ...body])
}

/** The whole tag, to stand in front of the first frame of audio. */
export function id3Tag(frames: readonly Buffer[]): Buffer {
  const body = Buffer.concat(frames)
  const header = Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1')
  // Seven bits a byte, so that no byte looks like the beginning of a frame of audio: up to 256 MiB.
  for (const [at, shift] of [21, 14, 7, 0].entries()) header[6 + at] = (body.length >> shift) & 0x7f
  return Buffer.concat([header, body])
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** Ends a text of UTF-16 within a frame. */
const END = Buffer.alloc(2)

/** Little-endian, and says so. */
function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le')
}
