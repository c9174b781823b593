/** What a file is, by its first bytes. `container` is ffmpeg's name of the demuxer, or one of its several names. */
export type Sniffed = { container: string; mediaType: string }

/** `forms`: what must stand at byte 8. */
type Signature = Sniffed & { magic: string; forms?: readonly string[] }

const ASF = '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c'
const W64 = 'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00'

const SIGNATURES: readonly Signature[] = [
  { magic: 'RIFF', forms: ['WAVE'], container: 'wav', mediaType: 'audio/wav' },
  { magic: 'RIFX', forms: ['WAVE'], container: 'wav', mediaType: 'audio/wav' },
  { magic: 'RF64', forms: ['WAVE'], container: 'wav', mediaType: 'audio/wav' },
  { magic: 'BW64', forms: ['WAVE'], container: 'wav', mediaType: 'audio/wav' },
  { magic: W64, container: 'w64', mediaType: 'audio/x-w64' },
  { magic: 'FORM', forms: ['AIFF', 'AIFC'], container: 'aiff', mediaType: 'audio/aiff' },
  { magic: 'caff', container: 'caf', mediaType: 'audio/x-caf' },
  { magic: 'fLaC', container: 'flac', mediaType: 'audio/flac' },
  { magic: 'OggS', container: 'ogg', mediaType: 'audio/ogg' },
  { magic: ASF, container: 'asf', mediaType: 'audio/x-ms-wma' },
  { magic: 'wvpk', container: 'wv', mediaType: 'audio/x-wavpack' },
  { magic: 'MAC ', container: 'ape', mediaType: 'audio/x-ape' },
  { magic: 'TTA1', container: 'tta', mediaType: 'audio/x-tta' },
  { magic: '#!AMR', container: 'amr', mediaType: 'audio/amr' },
]

/** Atoms that may stand first in a QuickTime file without a `ftyp`. */
const MOV_ATOMS = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']
/** Brands of pictures in the same container: HEIF and AVIF. */
const PICTURES = /^(mif1|msf1|hei[cmsx]|hev[cmsx]|avi[fs]|jpeg|crx )$/

/** Files that begin with a magic of their own; all but MPEG and ADTS streams do. */
export function bySignature(bytes: Uint8Array): Sniffed | undefined {
  for (const { magic, forms, container, mediaType } of SIGNATURES) {
    if (text(bytes, 0, magic.length) !== magic) continue
    if (forms && !forms.includes(text(bytes, 8, 4))) continue
    return { container, mediaType }
  }
  return isoMedia(bytes) ?? matroska(bytes)
}

function isoMedia(bytes: Uint8Array): Sniffed | undefined {
  const kind = text(bytes, 4, 4)
  if (kind !== 'ftyp') {
    return MOV_ATOMS.includes(kind) ? { container: 'mov', mediaType: 'video/quicktime' } : undefined
  }
  const brand = text(bytes, 8, 4)
  if (PICTURES.test(brand)) return undefined
  if (brand === 'qt  ') return { container: 'mov', mediaType: 'video/quicktime' }
  if (brand.startsWith('3g')) return { container: '3gp', mediaType: 'audio/3gpp' }
  if (/^M4[AB]/.test(brand)) return { container: 'm4a', mediaType: 'audio/mp4' }
  return { container: 'mp4', mediaType: 'video/mp4' }
}

function matroska(bytes: Uint8Array): Sniffed | undefined {
  if (text(bytes, 0, 4) !== '\x1a\x45\xdf\xa3') return undefined
  // The document type stands in the EBML header, which is short; its exact place is not fixed.
  return text(bytes, 0, 64).includes('webm')
    ? { container: 'webm', mediaType: 'video/webm' }
    : { container: 'matroska', mediaType: 'video/x-matroska' }
}

/** Bytes as Latin-1 text; shorter at the end. */
export function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}
