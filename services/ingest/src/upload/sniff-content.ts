import { SNIFF_BYTES, sniff } from '@soundmill/audio'
import { HttpProblem } from '@soundmill/runtime'

export type Sniffed = { mediaType: string; content: AsyncIterable<Uint8Array> }

const NOT_AUDIO =
  'the first bytes are not those of a recording: send WAV, AIFF, FLAC, MP3, AAC, M4A, MP4, Ogg, Matroska or the like'

/**
 * Looks at the first bytes before anybody stores them; the content it gives has them still. Throws
 * `empty_input` or `not_audio`: what the client says of its file is not believed.
 */
export async function sniffContent(content: AsyncIterable<Uint8Array>): Promise<Sniffed> {
  const { prefix, content: whole } = await peek(content, SNIFF_BYTES)
  if (prefix.length === 0) throw new HttpProblem(422, 'empty_input', 'the recording has no bytes')
  const kind = sniff(prefix)
  if (kind) return { mediaType: kind.mediaType, content: whole }
  await whole[Symbol.asyncIterator]().return?.()
  throw new HttpProblem(415, 'not_audio', NOT_AUDIO)
}

/** The first bytes, as many as there are up to `length`; and all of them again, to be read once. */
export async function peek(content: AsyncIterable<Uint8Array>, length: number) {
  const iterator = content[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  for (let read = 0; read < length; ) {
    const next = await iterator.next()
    if (next.done) break
    head.push(next.value)
    read += next.value.length
  }
  return { prefix: Buffer.concat(head).subarray(0, length), content: joined(head, iterator) }
}

/** No generator: everything that is uploaded passes here. */
function joined(head: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const value = head.shift()
      return value ? Promise.resolve({ value, done: false }) : rest.next()
    },
    return: async () => (await rest.return?.()) ?? { value: undefined, done: true },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
