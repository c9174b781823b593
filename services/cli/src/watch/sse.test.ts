import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Message, messagesOf } from './sse.ts'

async function read(...pieces: Array<string | Uint8Array>): Promise<Message[]> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece))
  const messages: Message[] = []
  for await (const message of messagesOf(stream(bytes))) messages.push(message)
  return messages
}

async function* stream(pieces: Uint8Array[]) {
  yield* pieces
}

describe('an event stream', () => {
  it('gives messages with their kind, place and data', async () => {
    expect(await read('event: started\nid: 7-1\ndata: {"a":1}\n\ndata:x\n\n')).toEqual([
      { event: 'started', id: '7-1', data: '{"a":1}' },
      { event: 'message', data: 'x' },
    ])
  })

  it('may have comments, unknown fields, several lines of data, and any kind of line end', async () => {
    expect(
      await read(': beat\n\nretry: 5\r\ndata: a\r\ndata: b\r\n\r\nevent: lost\n\ndata\r\rdata: cut off'),
    ).toEqual([
      { event: 'message', data: 'a\nb' },
      { event: 'message', data: '' },
    ])
  })

  it('gives the same messages whatever the pieces it comes in', async () => {
    const field = fc.tuple(
      fc.constantFrom('data', 'event', 'id', ''),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    )
    const line = field.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, '')}`)
    const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n')
    const text = fc.array(fc.tuple(line, end).map(([a, b]) => a + b)).map((lines) => `${lines.join('')}\n\n`)
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat({ max: 60 })), async (whole, cuts) => {
        const bytes = new TextEncoder().encode(whole)
        const places = [...new Set([0, ...cuts, bytes.length])]
          .filter((at) => at <= bytes.length)
          .sort((a, b) => a - b)
        const pieces = places.slice(1).map((to, at) => bytes.subarray(places[at], to))
        expect(await read(...pieces)).toEqual(await read(whole))
      }),
    )
  })
})
