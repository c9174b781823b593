import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ResolvedSpec } from '@soundmill/events'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const audio: [string, Uint8Array, string] = ['audio', tone({ seconds: 1 }), 'a.wav']
const expected = [
  { startSeconds: 0, title: 'Anfang' },
  { startSeconds: 61.5, title: 'Käse' },
]
const JSON_CHAPTERS = `{"version":"1.2.0","chapters":[{"startTime":0,"title":"Anfang"},{"startTime":61.5,"title":"Käse"}]}`
const podlove = ['0', '00:01:01.500'].map(
  (start, at) => `<psc:chapter start="${start}" title="${expected[at]?.title}"/>`,
)

/** So many, with titles so long, that no event could hold them. */
const many = Array.from({ length: 1_000 }, (_, at) => ({ startTime: at, title: `${at} ${'ü'.repeat(90)}` }))
const long = Buffer.from(JSON.stringify({ version: '1.2.0', chapters: many }))

describe('chapters in a form', () => {
  it.each([
    ['podcast JSON', JSON_CHAPTERS],
    [
      'Podlove XML',
      `<psc:chapters xmlns:psc="http://podlove.org/simple-chapters">${podlove.join('')}</psc:chapters>`,
    ],
    ['WebVTT', 'WEBVTT\n\n00:00.000 --> 01:01.500\nAnfang\n\n01:01.500 --> 02:00.000\nKäse\n'],
    ['lines of text', '00:00:00 Anfang\n00:01:01.5 Käse\n'],
  ])('may be %s, as a field and as a file', async (_, text) => {
    const { origin, submitted } = await openWorld({ natsUrl: nats.url })
    expect((await postForm(origin, form(['chapters', text], audio))).status).toBe(201)
    const file: [string, Uint8Array, string] = ['chapters', Buffer.from(text), 'chapters']
    expect((await postForm(origin, form(['spec', '{}'], file, audio))).status).toBe(201)
    const spec = { chapters: expected }
    expect(await submitted()).toMatchObject([{ data: { spec } }, { data: { spec } }])
  })

  it('too many for an event are stored with the rest of the spec, which is told with its title', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    expect(long.length).toBeGreaterThan(64 * 1024)
    const spec: [string, string] = ['spec', '{"metadata":{"title":"Größe"}}']
    expect((await postForm(world.origin, form(spec, ['chapters', long, 'c.json'], audio))).status).toBe(201)
    const [event] = await world.submitted()
    const named = event?.data.spec
    if (!named || !('blob' in named)) throw new Error('the spec is in the event')
    expect(named).toMatchObject({ title: 'Größe' })
    expect(named.blob).toMatch(new RegExp(`^source/${event?.episode}/[0-9a-f-]{36}/spec.json$`))
    const bytes = await buffer(await world.blobs.get(named.blob))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(named.sha256)
    const stored = ResolvedSpec.parse(JSON.parse(String(bytes)))
    expect(stored.chapters).toHaveLength(1_000)
    expect(stored.metadata.title).toBe('Größe')
  })

  it('and their spec go with the loser of two', async () => {
    const { origin, sources } = await openWorld({ natsUrl: nats.url })
    const headers = { 'idempotency-key': 'one' }
    const submit = () => postForm(origin, form(['chapters', long, 'c.json'], audio), { headers })
    const answers = await Promise.all([submit(), submit()])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(await sources()).toHaveLength(2)
    const other = form(['chapters', JSON_CHAPTERS], audio)
    expect((await postForm(origin, other, { headers })).status).toBe(422)
  })

  it.each([
    ['that are no chapters', 'hello', 'chapters', 'no chapters were found'],
    [
      'of which one begins with no time',
      '{"chapters":[{"startTime":-5,"title":"a"}]}',
      'chapters',
      'no time',
    ],
    ['of which one is not web', '00:00:00 a\nhello\n', 'chapters', 'passed over'],
    ['of which there are too many', `${'x'.repeat(513 * 1024)}`, 'chapters', '524288 bytes'],
    ['of which two begin at once', '00:00:00 a\n00:00:00 b\n', 'chapters', 'begin when another one does'],
  ])('%s are refused and told why', async (_, text, path, named) => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, form(['chapters', text], audio))
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_spec', errors: [{ path }] } })
    expect(answer.body.detail).toContain(named)
    expect(await filesOnDisk()).toEqual([])
  })

  it('are refused when the spec has some, too', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const spec = JSON.stringify({ chapters: expected })
    const answer = await postForm(origin, form(['spec', spec], ['chapters', JSON_CHAPTERS], audio))
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'chapters' }] } })
    expect(answer.body.detail).toContain('one place is enough')
  })

  it('are refused behind the recording', async () => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, form(audio, ['chapters', JSON_CHAPTERS]))
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_multipart' } })
    expect(answer.body.detail).toContain('"chapters" must come before "audio"')
    expect(await filesOnDisk()).toEqual([])
  })
})
