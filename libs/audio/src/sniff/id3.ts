import { text } from './signatures.ts'

/** Of an ID3v2 tag: as much as tells how long it is. */
export const ID3_HEADER_BYTES = 10

/** Tags in front of tags happen; a chain of thousands is an attack on whoever follows it. */
export const MAX_TAGS = 16

/** The length of an ID3v2 tag here, 0 when there is none. Its size is written seven bits to a byte. */
export function id3Bytes(bytes: Uint8Array): number {
  if (text(bytes, 0, 3) !== 'ID3' || bytes.length < ID3_HEADER_BYTES) return 0
  const size = bytes.subarray(6, 10)
  if (bytes[3] === 0xff || bytes[4] === 0xff || size.some((byte) => byte >= 0x80)) return 0
  const footer = ((bytes[5] ?? 0) & 0x10) !== 0 ? 10 : 0
  return ID3_HEADER_BYTES + footer + size.reduce((total, byte) => total * 128 + byte, 0)
}
