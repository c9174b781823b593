import type { Submitted } from '@soundmill/events'
import { meter } from '../upload/meter.ts'
import { PICTURE_HEAD_BYTES, pictureType } from '../upload/picture-type.ts'
import { peek } from '../upload/sniff-content.ts'
import type { Kept } from './kept.ts'
import type { Names } from './submission.ts'

export type StoredCover = NonNullable<Submitted['data']['cover']>

/** A picture that is arriving. */
export type Cover = { filename: string; content: AsyncIterable<Uint8Array> }

/** Without `kept` it is only measured. */
export type CoverKeeping = { names: Names; kept?: Kept; maxCoverBytes: number; signal: AbortSignal }

/** Stores a picture beside the recordings of its upload, or measures it. Throws `unsupported_media_type` or `too_large`. */
export async function storeCover({ filename, content }: Cover, keeping: CoverKeeping): Promise<StoredCover> {
  const { names, kept, maxCoverBytes, signal } = keeping
  const { prefix, content: whole } = await peek(content, PICTURE_HEAD_BYTES)
  const mediaType = pictureType(prefix)
  const metered = meter(whole, { what: 'a cover', maxBytes: maxCoverBytes })
  const blob = `source/${names.episode}/${names.uploadId}/cover`
  if (kept) await kept.put(blob, metered.content, { signal })
  else for await (const _ of metered.content);
  return { blob, ...metered.measured(), filename, mediaType }
}
