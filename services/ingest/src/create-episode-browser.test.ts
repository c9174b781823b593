import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const CHOSEN = tone({ seconds: 0.2 })

type Field = { name: string; value: string } | { name: string; filename: string; bytes: Uint8Array }

/** As Chrome and Firefox write `<form enctype="multipart/form-data">`: a file input nobody used has no name and no bytes. */
function body(fields: Field[]): { headers: Record<string, string>; body: Buffer } {
  const pieces = fields.flatMap((field) => {
    const head = `--b\r\nContent-Disposition: form-data; name="${field.name}"`
    return 'value' in field
      ? [Buffer.from(`${head}\r\n\r\n${field.value}\r\n`)]
      : [
          Buffer.from(
            `${head}; filename="${field.filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
          ),
          Buffer.from(field.bytes),
          Buffer.from('\r\n'),
        ]
  })
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: Buffer.concat([...pieces, Buffer.from('--b--\r\n')]),
  }
}

const empty = (name: string): Field => ({ name, filename: '', bytes: new Uint8Array() })
const audio: Field = { name: 'audio', filename: 'talk.wav', bytes: CHOSEN }

describe("a browser's form", () => {
  it.each([
    ['behind it', [audio, empty('audio')]],
    ['before it', [empty('audio'), audio]],
    ['of everything else', [{ name: 'spec', value: '' }, empty('cover'), empty('chapters'), audio]],
  ])('brings its recording, with inputs that nobody used %s', async (_, fields) => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect(await post(`${origin}/v1/episodes`, body(fields))).toMatchObject({ status: 201 })
    const [event] = await submitted()
    expect(event?.data.sources).toMatchObject([{ filename: 'talk.wav', bytes: CHOSEN.length }])
  })

  it('in which no file was chosen is told so', async () => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const answer = await post(`${origin}/v1/episodes`, body([empty('cover'), empty('audio')]))
    expect(answer).toMatchObject({ status: 422, body: { code: 'empty_input' } })
    expect(answer.body.detail).toContain('no file was chosen')
    expect(await sources()).toEqual([])
  })

  it.each([
    ['before', [{ name: 'submit', value: 'Upload' }, audio]],
    ['behind', [audio, { name: 'submit', value: 'Upload' }]],
  ])(
    'with a button that has a name, %s the recording, is told which parts there may be',
    async (_, fields) => {
      const { origin, sources } = await openWorld({ natsUrl: nats.url })
      const answer = await post(`${origin}/v1/episodes`, body(fields))
      expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_multipart' } })
      expect(answer.body.detail).toContain('a part "submit"; it may have "spec"')
      expect(await sources()).toEqual([])
    },
  )
})
