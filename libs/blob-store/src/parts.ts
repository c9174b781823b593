/** `last` is known before it is handed over, so whoever gets a first part that is the last can treat it as a whole. */
export type Part = { number: number; chunks: Uint8Array[]; bytes: number; last: boolean }

/**
 * Cuts content into parts of exactly `partBytes(number)` bytes, counted from 1; only the last is shorter, and no
 * content at all is one empty part. Holds one part, and copies nothing.
 */
export async function* cut(
  content: AsyncIterable<Uint8Array>,
  partBytes: (number: number) => number,
): AsyncGenerator<Part> {
  let part: Part = { number: 1, chunks: [], bytes: 0, last: false }
  for await (const chunk of content) {
    let rest = chunk
    while (rest.length > 0) {
      const room = partBytes(part.number) - part.bytes
      if (room === 0) {
        yield part
        part = { number: part.number + 1, chunks: [], bytes: 0, last: false }
        continue
      }
      const taken = rest.subarray(0, room)
      part.chunks.push(taken)
      part.bytes += taken.length
      rest = rest.subarray(taken.length)
    }
  }
  yield { ...part, last: true }
}
