import { beginsWithFlacFrame } from './flac-frame.ts'
import { byFrames, byFramesBehindJunk } from './frames.ts'
import { id3Bytes, MAX_TAGS } from './id3.ts'
import { bySignature, type Sniffed } from './signatures.ts'
import { isSomethingElse } from './strangers.ts'

/** How many bytes `sniff` wants: these first ones of a file, or the whole file when it is shorter. */
export const SNIFF_BYTES = 65_536

/** What is assumed of a file of which nothing is seen but a tag. */
export const MPEG_AUDIO: Sniffed = { container: 'mp3', mediaType: 'audio/mpeg' }

/**
 * What a file is, by its first bytes; undefined: not audio that we know. It only looks: what it accepts may
 * still turn out to be broken. MPEG and ADTS audio is found behind ID3v2 tags, zeros and other junk as long
 * as three of its frames lie within these bytes; behind a tag longer than that, MPEG audio is assumed
 * (`sniffFile` looks).
 */
export function sniff(prefix: Uint8Array): Sniffed | undefined {
  let bytes = prefix.subarray(0, SNIFF_BYTES)
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const tag = id3Bytes(bytes)
    if (tag === 0) return sniffBody(bytes)
    if (tag >= bytes.length) return MPEG_AUDIO
    bytes = bytes.subarray(tag)
  }
  return undefined
}

/** What begins with these bytes, tags apart; undefined: not audio that we know. */
export function sniffBody(bytes: Uint8Array): Sniffed | undefined {
  if (bytes.length === 0) return undefined
  const known = bySignature(bytes)
  if (known) return known
  if (isSomethingElse(bytes)) return undefined
  if (beginsWithFlacFrame(bytes)) return { container: 'flac', mediaType: 'audio/flac' }
  return byFrames(bytes) ?? byFramesBehindJunk(bytes)
}
