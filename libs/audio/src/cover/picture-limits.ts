/** What a picture may be; a cover of 3000 × 3000 pixels is the most that any directory takes. */
export const MAX_PICTURE_BYTES = 10 * 1024 ** 2
/** Decoded with transparency they take 160 MB. */
export const MAX_PICTURE_PIXELS = 40_000_000
export const MAX_COVER_SIDE = 3000
export const COVER_QUALITY = 90
/** Players that read only the beginning of a file stumble over longer tags. */
export const MAX_EMBEDDED_BYTES = 300_000

/** Of the copy for embedding: the first that fits. The last always does: noise takes 150 KB. */
export const EMBEDDED_SIZES = [
  { side: 1400, quality: 85 },
  { side: 1400, quality: 75 },
  { side: 1000, quality: 75 },
  { side: 700, quality: 70 },
  { side: 500, quality: 60 },
] as const
