import sharp, { type Raw, type Sharp } from 'sharp'
import { CoverError } from './cover-error.ts'
import {
  COVER_QUALITY,
  EMBEDDED_SIZES,
  MAX_COVER_SIDE,
  MAX_EMBEDDED_BYTES,
  MAX_PICTURE_PIXELS,
} from './picture-limits.ts'

export type Redrawn = { jpeg: Buffer; width: number; height: number }

/** Nothing but these four can be read, whatever a file turns out to be. */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
})
sharp.cache(false)
sharp.concurrency(1)

/**
 * Decodes a picture and draws it anew, for publishing and for embedding; to be called in a process of its own.
 * Turned upright, in sRGB, on white where it was transparent, the first picture of a moving one; nothing that
 * was written beside the pixels is kept. Never enlarged. The same picture gives the same bytes.
 */
export async function redraw(picture: string): Promise<{ published: Redrawn; embedded: Redrawn }> {
  const canvas = await decode(picture)
  const published = await encode(canvas(), COVER_QUALITY)
  for (const { side, quality } of EMBEDDED_SIZES) {
    const embedded = await encode(canvas().resize(within(side)), quality)
    if (embedded.jpeg.length <= MAX_EMBEDDED_BYTES) return { published, embedded }
  }
  throw new CoverError('The cover cannot be made small enough.')
}

/** Once, into plain pixels of a size to be published. */
async function decode(picture: string): Promise<() => Sharp> {
  try {
    await assertSize(picture)
    const pixels = sharp(picture, { failOn: 'truncated', limitInputPixels: MAX_PICTURE_PIXELS })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(within(MAX_COVER_SIDE))
      .toColourspace('srgb')
      .raw()
    const { data, info } = await pixels.toBuffer({ resolveWithObject: true })
    const raw: Raw = { width: info.width, height: info.height, channels: info.channels }
    return () => sharp(data, { raw })
  } catch (cause) {
    if (cause instanceof CoverError) throw cause
    throw new CoverError('The cover is damaged: it cannot be decoded.', { cause })
  }
}

/** As its header says, before anything is decoded. */
async function assertSize(picture: string): Promise<void> {
  const { width, height } = await sharp(picture, { limitInputPixels: false }).metadata()
  if (width * height <= MAX_PICTURE_PIXELS) return
  const most = MAX_PICTURE_PIXELS / 1e6
  throw new CoverError(`The cover has ${width} × ${height} pixels; at most ${most} million are accepted.`)
}

function within(side: number) {
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true } as const
}

async function encode(drawing: Sharp, quality: number): Promise<Redrawn> {
  const jpeg = drawing.jpeg({ quality, chromaSubsampling: '4:4:4' })
  const { data, info } = await jpeg.toBuffer({ resolveWithObject: true })
  return { jpeg: data, width: info.width, height: info.height }
}
