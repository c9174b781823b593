import { createHash } from 'node:crypto'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const sha256 = createHash('sha256').update(recording).digest()

describe('a form', () => {
  it('may hold a spec before the recording', async () => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    const spec = { show: 'my-show', loudness: { target: 'ebu-r128' }, metadata: { title: 'Größe' } }
    const { status } = await postForm(
      origin,
      form(['spec', JSON.stringify(spec)], ['audio', recording, 'Größe 12.wav']),
    )
    expect(status).toBe(201)
    expect(await submitted()).toMatchObject([
      {
        show: 'my-show',
        data: {
          sources: [{ filename: 'Größe 12.wav', sha256: sha256.toString('hex') }],
          spec: { loudness: { integratedLufs: -23 }, metadata: { title: 'Größe' } },
        },
      },
    ])
  })

  it('may hold a field for the spec with nothing in it, as browsers send it', async () => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect((await postForm(origin, form(['spec', ''], ['audio', recording, 'a.wav']))).status).toBe(201)
    expect(await submitted()).toMatchObject([{ show: 'default' }])
    const file = form(['spec', Buffer.from(''), 'spec.json'], ['audio', recording, 'a.wav'])
    expect(await postForm(origin, file)).toMatchObject({ status: 400, body: { code: 'invalid_spec' } })
  })

  it('may hold the recording alone, and its spec as a file', async () => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect((await postForm(origin, form(['audio', recording, 'a.wav']))).status).toBe(201)
    const spec = Buffer.from('{"show":"my-show"}')
    const both = form(['spec', spec, 'spec.json'], ['audio', recording, 'a.wav'])
    expect((await postForm(origin, both)).status).toBe(201)
    expect((await submitted()).map(({ show }) => show)).toEqual(['default', 'my-show'])
  })

  it('whose part has no name is refused, and does not keep its client waiting', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const nameless = '--b\r\nX-A: b\r\n\r\nhello\r\n--b--\r\n'
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const response = await fetch(`${origin}/v1/episodes`, { method: 'POST', headers, body: nameless })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'malformed_multipart' })
  })

  it.each([
    ['no recording', form(['spec', '{}']), 'no part "audio"'],
    ['the spec last', form(['audio', recording, 'a.wav'], ['spec', '{}']), '"spec" must come before "audio"'],
    ['two specs', form(['spec', '{}'], ['spec', '{}'], ['audio', recording, 'a']), 'two parts "spec"'],
    ['something else', form(['audoi', recording, 'a']), '"audoi"'],
    ['a recording that is text', form(['audio', 'RIFF']), 'needs a filename'],
    ['nothing', form(), 'audio'],
  ])('with %s is refused and leaves nothing', async (_, body, named) => {
    const { origin, sources, outbox } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_multipart' } })
    expect(answer.body.detail).toContain(named)
    expect([...(await sources()), ...(await outbox())]).toEqual([])
  })

  it.each([
    ['{"lodness":{}}', 'lodness'],
    ['{"assembly":{"segments":[]}}', 'not supported yet'],
    ['{"lane":"fast"}', 'must be one of normal, urgent'],
    ['not json', 'must be JSON'],
    ['[]', 'spec'],
    [`"${'x'.repeat(70_000)}"`, '65536 bytes'],
  ])('with the spec %s is refused and told why', async (spec, named) => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const plain = await postForm(origin, form(['spec', spec], ['audio', recording, 'a.wav']))
    const asFile = await postForm(
      origin,
      form(['spec', Buffer.from(spec), 's'], ['audio', recording, 'a.wav']),
    )
    for (const answer of [plain, asFile]) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_spec' } })
      expect(JSON.stringify(answer.body.errors)).toContain(named)
    }
    expect(await sources()).toEqual([])
  })

  it('and its address may not say the same thing twice', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const body = () => form(['spec', '{"show":"a"}'], ['audio', recording, 'a.wav'])
    const twice = await postForm(origin, body(), { query: '?show=b' })
    expect(twice).toMatchObject({
      status: 400,
      body: { code: 'invalid_spec', errors: [{ path: 'query/show' }] },
    })
    const named = await postForm(origin, body(), { query: '?filename=b' })
    expect(named).toMatchObject({ status: 400, body: { errors: [{ path: 'query/filename' }] } })
  })
})
