import { HttpProblem } from '@soundmill/runtime'

/** Of these the audio engine makes covers; what else it may read is no picture that directories of podcasts take. */
const SIGNATURES = [
  { mediaType: 'image/jpeg', at: 0, mark: '\xff\xd8\xff' },
  { mediaType: 'image/png', at: 0, mark: '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/webp', at: 8, mark: 'WEBPVP8' },
] as const

/** As many bytes as it takes to tell. */
export const PICTURE_HEAD_BYTES = 16

/** By its first bytes, whatever its client says of it. Throws `unsupported_media_type`. */
export function pictureType(head: Buffer): string {
  const text = head.toString('latin1', 0, PICTURE_HEAD_BYTES)
  const found = SIGNATURES.find(({ at, mark }) => text.startsWith(mark, at))
  if (found) return found.mediaType
  const detail = 'the cover is no JPEG, PNG or WebP: its first bytes are not those of one'
  throw new HttpProblem(415, 'unsupported_media_type', detail)
}
