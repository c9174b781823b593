import multipart from '@fastify/multipart'
import { SNIFF_BYTES } from '@soundmill/audio'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { formLimits, readForm } from './form.ts'
import { ALL_STREAMS, formParts } from './form-parts.ts'
import { peek } from './sniff-content.ts'

const Answer = z.object({ expected: z.number().optional(), bytes: z.number() })

/** Takes forms over HTTP as ingest does, and answers what it expected of the recording, and what came. */
async function listen(maxSources = 1): Promise<string> {
  const app = fastify()
  app.removeAllContentTypeParsers()
  await app.register(multipart, { throwFileSizeLimit: false })
  app.post('/', async (request) => {
    const limits = { maxBytes: 2 ** 30, maxSources, signal: new AbortController().signal }
    const parts = request.parts({ ...ALL_STREAMS, limits: formLimits(limits) })
    const { recordings } = await readForm(
      formParts(parts, request.raw, limits.signal),
      limits,
      async () => () => Promise.reject(new Error('no cover is sent here')),
    )
    let answer: z.infer<typeof Answer> = { bytes: 0 }
    for await (const recording of recordings) {
      const { content } = await peek(recording.content, SNIFF_BYTES)
      const expected = recording.expectedBytes
      let bytes = 0
      for await (const chunk of content) bytes += chunk.length
      answer = { bytes, ...(expected !== undefined && { expected }) }
    }
    return answer
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  return app.listeningOrigin
}

/** Of such sizes that a form is in one piece, in a few, and in many. */
const SIZES = [1, 1_000, 65_536, 65_537, 300_000, 5_000_000]

const send = async (origin: string, init: RequestInit) =>
  Answer.parse(await (await fetch(origin, { method: 'POST', ...init })).json())

const formOf = (bytes: number, spec?: string) => {
  const data = new FormData()
  if (spec !== undefined) data.append('spec', spec)
  data.append('audio', new Blob([Buffer.alloc(bytes, 7)]), 'Größe.wav')
  return data
}

/** As curl writes a form. */
const curlForm = (bytes: number) => {
  const boundary = '------------------------d74496d66958873e'
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="spec"\r\n\r\n{}\r\n`),
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n`),
    Buffer.from('Content-Type: audio/wav\r\n\r\n'),
    Buffer.alloc(bytes, 7),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

describe('the recording of a form', () => {
  it.each(SIZES)('of %d bytes is expected to be as large as it is', async (bytes) => {
    const origin = await listen()
    const exact = { bytes, expected: bytes }
    expect(await send(origin, { body: formOf(bytes) })).toEqual(exact)
    expect(await send(origin, { body: formOf(bytes, `{"show":"${'s'.repeat(40)}"}`) })).toEqual(exact)
    expect(await send(origin, curlForm(bytes))).toEqual(exact)
  })

  it('has no expected size where the form has none, or where it may not be the last', async () => {
    const { body, headers } = curlForm(1_000)
    const stream = new Blob([body]).stream()
    expect(await send(await listen(), { body: stream, duplex: 'half', headers })).toEqual({ bytes: 1_000 })
    expect(await send(await listen(3), { body: formOf(1_000) })).toEqual({ bytes: 1_000 })
  })
})
