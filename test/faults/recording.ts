import { createHash, randomBytes } from 'node:crypto'
import { tone } from '@soundmill/test-support'

/** Bytes to submit, and what they must still be at the other end. */
export type Recording = { bytes: Buffer<ArrayBuffer>; sha256: string }

const MIB = 1024 ** 2
/** Above the 8 MiB that fit in one part: the store gets a multipart upload. */
export const MULTIPART_BYTES = 8 * MIB + 64 * 1024

/** Little to store, and half a second to work on. */
export const small = (): Recording => recording(256 * 1024)

/** Enough to work on that a tool can be caught at it: so many seconds of sound that no other recording has. */
export function longRecording(seconds = 20): Recording {
  const bytes = tone({ seconds, seed: randomBytes(4).readUInt32LE() })
  return { bytes, sha256: sha256Of(bytes) }
}

/**
 * A valid WAV file of half a second, as large as is asked for, with bytes that no other recording has: the size lies
 * in a chunk that no decoder reads, so that there is much to store and little to work on.
 */
export function recording(bytes = MULTIPART_BYTES): Recording {
  const audio = tone({ seconds: 0.5 })
  const filler = randomBytes(64)
  const junk = Buffer.alloc(Math.max(0, bytes - audio.length), filler)
  const [riff, rest] = [audio.subarray(0, 12), audio.subarray(12)]
  const head = Buffer.alloc(8, 'JUNK')
  const even = junk.length + (junk.length % 2)
  head.writeUInt32LE(even, 4)
  const file = Buffer.concat([riff, head, junk, Buffer.alloc(even - junk.length), rest])
  file.writeUInt32LE(file.length - 8, 4)
  return { bytes: file, sha256: sha256Of(file) }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
