import { endianness } from 'node:os'
import type { Readable } from 'node:stream'

/**
 * The samples of an `s16le` stream, whole frames only, a chunk at a time; memory is one chunk. A chunk is
 * valid until the next is asked for.
 */
export async function* samplesOf(stream: Readable, channels: number): AsyncGenerator<Int16Array> {
  const frameBytes = 2 * channels
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = bytes.length - (bytes.length % frameBytes)
    rest = Buffer.from(bytes.subarray(whole))
    if (whole > 0) yield asSamples(bytes.subarray(0, whole))
  }
}

function asSamples(bytes: Buffer): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  if (endianness() === 'BE') aligned.swap16()
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2)
}
