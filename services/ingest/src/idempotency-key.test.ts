import { idFromKey } from '@soundmill/events'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { chunk, head, openWire } from './testing/wire.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 0.1 })
const scopeOf = (key: string, show = 'default') => ({
  principal: 'anonymous',
  route: 'POST /v1/episodes',
  pathIds: [],
  show,
  key,
})

describe('a key', () => {
  it('stands for these ids, for ever, at every server', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const asked = { headers: { 'idempotency-key': 'k1' }, query: '?show=my-show' }
    expect(await postRaw(origin, recording, asked)).toMatchObject({
      status: 201,
      body: {
        episode: '6e5a8afb-de16-5b54-8563-030dcbc4c9e1',
        job: '0ba6ae2f-8fad-5cec-b00c-62360f7349d3',
      },
    })
  })

  it('is any visible ASCII, taken letter by letter', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const visible = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at))
    const keys = fc.string({ unit: fc.constantFrom(...visible), minLength: 1, maxLength: 255 })
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const { status, body } = await postRaw(origin, recording, { headers: { 'idempotency-key': key } })
        expect(status).toBe(201)
        expect(body.episode).toBe(idFromKey('episode', scopeOf(key)))
        expect(body.job).toBe(idFromKey('job', scopeOf(key)))
      }),
      { numRuns: 30, examples: [[visible.join('')], ['"quoted"'], ['a,b'], ['x'.repeat(255)]] },
    )
  })

  it('in capitals is another, and so are two that only together look the same', () => {
    const ids = [scopeOf('key'), scopeOf('KEY'), scopeOf('b', 'a'), scopeOf('a","b'), scopeOf('a', 'b')].map(
      (scope) => idFromKey('job', scope),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a key that is none', () => {
  it.each(['', 'two words', 'k'.repeat(256), 'Schlüssel'])(
    'is refused before anything is stored: %j',
    async (key) => {
      const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
      const answer = await postRaw(origin, recording, { headers: { 'idempotency-key': key } })
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } })
      expect(await filesOnDisk()).toEqual([])
    },
  )

  it('is two keys at once', async () => {
    const { origin } = await openWorld({ natsUrl: nats.url })
    const wire = await openWire(origin)
    const two = head({ 'transfer-encoding': 'chunked', connection: 'close', 'idempotency-key': 'a' })
    await wire.send(two.replace('\r\n\r\n', '\r\nIdempotency-Key: b\r\n\r\n'))
    await wire.send(Buffer.concat([chunk(recording), chunk(new Uint8Array())]))
    const { text } = await wire.answer()
    expect(text).toMatch(/^HTTP\/1.1 400 [\s\S]*invalid_idempotency_key/)
  })
})
