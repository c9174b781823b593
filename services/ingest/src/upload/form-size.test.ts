import { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFormSize, lastPartBytes } from './form-size.ts'

/** As curl writes it, and with other names as undici and browsers do. */
function formOf(boundary: string, parts: Array<[name: string, content: Uint8Array]>): Buffer {
  const pieces = parts.flatMap(([name, content]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n`),
    Buffer.from('Content-Type: application/octet-stream\r\n\r\n'),
    content,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

function cut(body: Buffer, cuts: number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let from = 0, turn = 0; from < body.length; turn++) {
    const to = from + (cuts[turn % cuts.length] ?? body.length)
    pieces.push(body.subarray(from, to))
    from = to
  }
  return pieces
}

/** What is expected of the last part once `read` bytes of it were read, with the parser that ingest has. */
async function expectedOf(body: Buffer, boundary: string, { cuts, read }: { cuts: number[]; read: number }) {
  const raw = Readable.from(cut(body, cuts), { objectMode: false })
  const parser = new Busboy({ headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
  const size = createFormSize({ form: body.length, boundary })
  let expected: number | undefined
  let ended = () => {}
  const isEnded = new Promise<void>((resolve) => {
    ended = resolve
  })
  parser.on('file', (name: string, file: BusboyFileStream) => {
    // Whoever awaits the part hears of it when its piece has been counted.
    queueMicrotask(() => size.begin(file))
    if (name !== 'audio') {
      file.resume()
      return
    }
    const ask = () => {
      expected ??= size.expectedBytes()
    }
    let seen = 0
    file.on('data', (chunk: Buffer) => {
      seen += chunk.length
      if (seen >= read) queueMicrotask(ask)
    })
    file.on('end', () => {
      queueMicrotask(ask)
      queueMicrotask(ended)
    })
  })
  raw.pipe(parser)
  raw.on('data', size.arrived)
  await isEnded
  return expected
}

const boundary = fc.stringMatching(/^[A-Za-z0-9'+_-]{1,60}$/)
const cuts = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 })
const text = fc.uint8Array({ maxLength: 500 })
/** Of bytes that are all the same; a delimiter begins with the 13th. */
const contentOf = (fill: fc.Arbitrary<number>) =>
  fc.tuple(fc.integer({ min: 0, max: 300_000 }), fill).map(([length, byte]) => Buffer.alloc(length, byte))
const byte = fc.integer({ min: 0, max: 255 })

describe('the size of the last part of a form', () => {
  it('is told from the length of the form, once its first bytes were read, however it was cut', async () => {
    const content = contentOf(byte.filter((value) => value !== 0x0d))
    await fc.assert(
      fc.asyncProperty(boundary, text, content, cuts, async (line, spec, bytes, pieces) => {
        const body = formOf(line, [
          ['spec', spec],
          ['audio', bytes],
        ])
        expect(await expectedOf(body, line, { cuts: pieces, read: 65_536 })).toBe(bytes.length)
      }),
      { numRuns: 200 },
    )
  })

  it('is at most a delimiter too small when the parser held back what might have been one', async () => {
    await fc.assert(
      fc.asyncProperty(boundary, contentOf(fc.constant(0x0d)), cuts, async (line, bytes, pieces) => {
        const body = formOf(line, [['audio', bytes]])
        const expected = await expectedOf(body, line, { cuts: pieces, read: 65_536 })
        expect(expected).toBeLessThanOrEqual(bytes.length)
        expect(expected).toBeGreaterThanOrEqual(bytes.length - line.length - 4)
      }),
      { numRuns: 50 },
    )
  })

  it('is never less than what is there', () => {
    const count = fc.nat(1_000_000)
    fc.assert(
      fc.property(count, count, count, boundary, (form, before, content, line) => {
        expect(lastPartBytes({ form, before, content, boundary: line })).toBeGreaterThanOrEqual(content)
      }),
    )
  })
})
