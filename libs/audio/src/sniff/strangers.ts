import { text } from './signatures.ts'

/** Recordings and films in containers that are not accepted: worth another word than "not audio". */
const UNSUPPORTED: readonly [string, string, string?][] = [
  ['RIFF', 'AVI', 'AVI '],
  ['FLV', 'Flash video'],
  ['.snd', 'Sun audio'],
  ['.RMF', 'RealMedia'],
  ['DSD ', 'DSD'],
  ['FRM8', 'DSDIFF'],
  ['\x00\x00\x01\xba', 'MPEG program stream'],
  ['\x06\x0e\x2b\x34', 'MXF'],
]

/** The name of a known container that is not accepted. */
export function unsupportedContainer(bytes: Uint8Array): string | undefined {
  const known = UNSUPPORTED.find(
    ([magic, , form]) => text(bytes, 0, magic.length) === magic && (!form || text(bytes, 8, 4) === form),
  )
  if (known) return known[1]
  const transportStream = bytes.length > 376 && [0, 188, 376].every((at) => bytes[at] === 0x47)
  return transportStream ? 'MPEG transport stream' : undefined
}

const OTHERS = [
  'PK',
  '%PDF',
  'GIF8',
  '\x89PNG',
  '\xff\xd8\xff',
  'Rar!',
  '7z\xbc\xaf',
  '\x1f\x8b',
  'BM',
  'MThd',
  '\x7fELF',
  'RIFF',
]

/** Whether this begins like something else, so that no audio is searched in the middle of it. */
export function isSomethingElse(bytes: Uint8Array): boolean {
  if (unsupportedContainer(bytes) || isText(bytes)) return true
  return OTHERS.some((magic) => text(bytes, 0, magic.length) === magic)
}

/** Text in ASCII, or UTF-8 or UTF-16 with a byte order mark: web pages, playlists, manifests, descriptions. */
function isText(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const high = a === 0xff ? 1 : 0
    return [2, 4, 6].every((at) => bytes[at + high] === 0)
  }
  const body = a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes
  return body.subarray(0, 24).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13))
}
