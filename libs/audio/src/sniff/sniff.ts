import { beginsWithFlacFrame } from './flac-frame.ts'
import { byFrames, byFramesBehindJunk } from './frames.ts'
import { bySignature, type Sniffed, text } from './signatures.ts'
import { isSomethingElse } from './strangers.ts'

/** How many bytes `sniff` wants: these first ones of a file, or the whole file when it is shorter. */
export const SNIFF_BYTES = 65_536

/** Tags in front of tags happen; a chain of thousands is an attack on whoever follows it. */
const MAX_TAGS = 16

/**
 * What a file is, by its first bytes; undefined: not audio that we know. It only looks: what it accepts may
 * still turn out to be broken. MPEG and ADTS audio is found behind ID3v2 tags, zeros and other junk as long
 * as three of its frames lie within these bytes; behind a tag longer than that, MPEG audio is assumed.
 */
export function sniff(prefix: Uint8Array): Sniffed | undefined {
  let bytes = prefix.subarray(0, SNIFF_BYTES)
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const tag = id3Bytes(bytes)
    if (tag === 0) return body(bytes)
    if (tag >= bytes.length) return { container: 'mp3', mediaType: 'audio/mpeg' }
    bytes = bytes.subarray(tag)
  }
  return undefined
}

function body(bytes: Uint8Array): Sniffed | undefined {
  if (bytes.length === 0) return undefined
  const known = bySignature(bytes)
  if (known) return known
  if (isSomethingElse(bytes)) return undefined
  if (beginsWithFlacFrame(bytes)) return { container: 'flac', mediaType: 'audio/flac' }
  return byFrames(bytes) ?? byFramesBehindJunk(bytes)
}

/** The length of an ID3v2 tag here, 0 when there is none. Its size is written seven bits to a byte. */
function id3Bytes(bytes: Uint8Array): number {
  if (text(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const size = bytes.subarray(6, 10)
  if (bytes[3] === 0xff || bytes[4] === 0xff || size.some((byte) => byte >= 0x80)) return 0
  const footer = ((bytes[5] ?? 0) & 0x10) !== 0 ? 10 : 0
  return 10 + footer + size.reduce((total, byte) => total * 128 + byte, 0)
}
