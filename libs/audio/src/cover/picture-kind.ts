import { CoverError } from './cover-error.ts'

/** Enough to recognise any of them; an SVG may begin with a comment. */
export const PICTURE_SNIFF_BYTES = 1024

type Signature = { name: string; at: number; marks: readonly string[] }

/** What libvips decodes with small, old, much tried libraries. */
const ACCEPTED: readonly Signature[] = [
  { name: 'a JPEG', at: 0, marks: ['\xff\xd8\xff'] },
  { name: 'a PNG', at: 0, marks: ['\x89PNG\r\n\x1a\n'] },
  { name: 'a WebP', at: 8, marks: ['WEBPVP8'] },
  { name: 'a GIF', at: 0, marks: ['GIF87a', 'GIF89a'] },
]

/** Kinds of pictures that people may well choose, and must be told by name. */
const STRANGERS: readonly Signature[] = [
  { name: 'a PDF', at: 0, marks: ['%PDF-'] },
  { name: 'a TIFF', at: 0, marks: ['II*\0', 'MM\0*'] },
  { name: 'an AVIF', at: 4, marks: ['ftypavif', 'ftypavis'] },
  { name: 'an HEIC', at: 4, marks: ['ftyphei', 'ftyphev', 'ftypmif1', 'ftypmsf1'] },
  { name: 'a JPEG XL', at: 0, marks: ['\xff\x0a', '\0\0\0\x0cJXL '] },
  { name: 'a JPEG 2000', at: 0, marks: ['\xff\x4f\xff\x51', '\0\0\0\x0cjP  '] },
  { name: 'a BMP', at: 0, marks: ['BM'] },
  { name: 'a Photoshop file', at: 0, marks: ['8BPS'] },
]

/**
 * By its first bytes alone: names and declared types are not believed. Throws a CoverError for everything that
 * is not accepted.
 */
export function assertPictureKind(head: Buffer): void {
  const text = head.toString('latin1', 0, PICTURE_SNIFF_BYTES)
  const fits = ({ at, marks }: Signature) => marks.some((mark) => text.startsWith(mark, at))
  if (ACCEPTED.some(fits)) return
  const stranger = /<svg[\s>]|<!DOCTYPE svg/i.test(text) ? 'an SVG' : STRANGERS.find(fits)?.name
  if (!stranger) throw new CoverError('The cover is not a picture. Use a JPEG or a PNG.')
  throw new CoverError(`The cover is ${stranger}, which is not accepted. Use a JPEG or a PNG.`)
}
