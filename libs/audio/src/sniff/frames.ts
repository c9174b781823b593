import type { Sniffed } from './signatures.ts'

/*
 * Streams without a file header are known by their frames: each begins with a sync word and tells its own
 * length, so that the next must begin where it ends.
 */

/** The frame that begins at `at`: its length, and what must be equal in all frames of a stream. */
type Frame = { bytes: number; kind: number }
type FrameReader = (data: Uint8Array, at: number) => Frame | undefined

type Stream = Sniffed & { frameAt: FrameReader }

const STREAMS: readonly Stream[] = [
  { container: 'mp3', mediaType: 'audio/mpeg', frameAt: mpegFrame },
  { container: 'aac', mediaType: 'audio/aac', frameAt: adtsFrame },
  { container: 'ac3', mediaType: 'audio/ac3', frameAt: ac3Frame },
  { container: 'eac3', mediaType: 'audio/eac3', frameAt: eac3Frame },
]

/** A stream whose frames begin with the data: two of them, or as many as there is data for. */
export function byFrames(data: Uint8Array): Sniffed | undefined {
  const stream = STREAMS.find(({ frameAt }) => {
    const { frames, whole } = chain(data, 0, frameAt)
    return frames >= 2 || (frames === 1 && whole)
  })
  return stream && { container: stream.container, mediaType: stream.mediaType }
}

/** An MPEG or ADTS stream behind junk: three frames in a row do not happen by chance. */
export function byFramesBehindJunk(data: Uint8Array): Sniffed | undefined {
  for (let at = data.indexOf(0xff); at >= 0; at = data.indexOf(0xff, at + 1)) {
    for (const { frameAt, container, mediaType } of STREAMS.slice(0, 2)) {
      if (chain(data, at, frameAt).frames >= 3) return { container, mediaType }
    }
  }
  return undefined
}

function chain(data: Uint8Array, start: number, frameAt: FrameReader): { frames: number; whole: boolean } {
  let at = start
  let kind: number | undefined
  for (let frames = 0; frames < 3; frames++) {
    if (at >= data.length) return { frames, whole: true }
    const frame = frameAt(data, at)
    if (!frame || (kind !== undefined && frame.kind !== kind)) return { frames, whole: false }
    kind = frame.kind
    at += frame.bytes
  }
  return { frames: 3, whole: false }
}

const V1 = {
  1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
}
const V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const V2_LAYER_1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
const MPEG_RATES = [44100, 48000, 32000]

/** ISO 11172-3 and 13818-3, with the half rates of "MPEG 2.5". Free format is not decoded by ffmpeg. */
function mpegFrame(data: Uint8Array, at: number): Frame | undefined {
  const [sync = 0, second = 0, third = 0] = data.subarray(at, at + 3)
  const version = (second >> 3) & 3
  const layer = 4 - ((second >> 1) & 3)
  if (sync !== 0xff || second < 0xe0 || version === 1 || layer === 4) return undefined
  const kbps = mpegBitrates(version, layer)[third >> 4]
  const rate = MPEG_RATES[(third >> 2) & 3]
  if (!kbps || !rate) return undefined
  const hz = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4
  const padding = (third >> 1) & 1
  const kind = (version << 16) | (layer << 8) | (third & 0x0c)
  if (layer === 1) return { kind, bytes: (Math.floor((12_000 * kbps) / hz) + padding) * 4 }
  const bytesPerKbit = layer === 3 && version !== 3 ? 72_000 : 144_000
  return { kind, bytes: Math.floor((bytesPerKbit * kbps) / hz) + padding }
}

function mpegBitrates(version: number, layer: number): readonly number[] {
  if (version !== 3) return layer === 1 ? V2_LAYER_1 : V2
  return layer === 1 ? V1[1] : layer === 2 ? V1[2] : V1[3]
}

/** ISO 13818-7: AAC in ADTS. */
function adtsFrame(data: Uint8Array, at: number): Frame | undefined {
  const [sync = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = data.subarray(at, at + 6)
  if (sync !== 0xff || (second & 0xf6) !== 0xf0 || ((third >> 2) & 15) > 12) return undefined
  const bytes = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5)
  return bytes > 7 ? { bytes, kind: (second << 8) | (third & 0xfc) } : undefined
}

const AC3_KBPS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640]

/** ATSC A/52. The 44.1 kHz frames alternate by one word. */
function ac3Frame(data: Uint8Array, at: number): Frame | undefined {
  const [, , , , sizes = 0, id = 0] = data.subarray(at, at + 6)
  const kbps = AC3_KBPS[(sizes & 0x3f) >> 1]
  if (!ac3Sync(data, at) || id >> 3 > 10 || !kbps) return undefined
  const rate = sizes >> 6
  const words = [2 * kbps, Math.floor((320 * kbps) / 147) + (sizes & 1), 3 * kbps][rate]
  return words ? { bytes: 2 * words, kind: rate } : undefined
}

/** ATSC A/52 annex E. */
function eac3Frame(data: Uint8Array, at: number): Frame | undefined {
  const [, , third = 0, fourth = 0, fifth = 0, id = 0] = data.subarray(at, at + 6)
  if (!ac3Sync(data, at) || id >> 3 <= 10 || id >> 3 > 16) return undefined
  return { bytes: ((((third & 7) << 8) | fourth) + 1) * 2, kind: fifth >> 6 }
}

const ac3Sync = (data: Uint8Array, at: number) => data[at] === 0x0b && data[at + 1] === 0x77
