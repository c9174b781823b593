import { SNIFF_BYTES, sniff } from '@soundmill/audio'
import { HttpProblem } from '@soundmill/runtime'

export type Sniffed = { mediaType: string; content: AsyncIterable<Uint8Array> }

/**
 * Looks at the first bytes before anybody stores them; the content it gives has them still. Throws
 * `empty_input` or `not_audio`: what the client says of its file is not believed.
 */
export async function sniffContent(content: AsyncIterable<Uint8Array>): Promise<Sniffed> {
  const iterator = content[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  for (let length = 0; length < SNIFF_BYTES; ) {
    const next = await iterator.next()
    if (next.done) break
    head.push(next.value)
    length += next.value.length
  }
  const prefix = Buffer.concat(head).subarray(0, SNIFF_BYTES)
  if (prefix.length === 0) throw new HttpProblem(422, 'empty_input', 'the recording has no bytes')
  const kind = sniff(prefix)
  if (kind) return { mediaType: kind.mediaType, content: joined(head, iterator) }
  await iterator.return?.()
  throw new HttpProblem(415, 'not_audio', 'the first bytes are not those of any audio format we read')
}

async function* joined(head: Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  yield* head
  yield* { [Symbol.asyncIterator]: () => rest }
}
