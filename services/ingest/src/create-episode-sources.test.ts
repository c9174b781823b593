import { createHash } from 'node:crypto'
import { fingerprintOf } from '@soundmill/events'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, postForm } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recordings = [1, 2, 3].map((seed) => tone({ seconds: 1, seed }))
const hashes = recordings.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
const parts = recordings.map((bytes, at): [string, Uint8Array, string] => ['audio', bytes, `${at}.wav`])

describe('several recordings in a form', () => {
  it('are refused while nothing joins them, and nothing is kept', async () => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url })
    const answer = await postForm(origin, form(...parts))
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_multipart' } })
    expect(answer.body.detail).toContain('joining several recordings is not available yet; nothing was kept')
    expect(await filesOnDisk()).toEqual([])
  })

  it('are sources in their order where they are taken, all of them in the fingerprint', async () => {
    const world = await openWorld({ natsUrl: nats.url, limits: { maxSources: 3 } })
    expect((await postForm(world.origin, form(['spec', '{"show":"s"}'], ...parts))).status).toBe(201)
    const [event] = await world.submitted()
    expect(event?.data.sources).toMatchObject(
      hashes.map((sha256, at) => ({ sha256, filename: `${at}.wav`, mediaType: 'audio/wav' })),
    )
    expect(event?.data.fingerprint).toBe(fingerprintOf({ spec: { show: 's' }, sourceSha256: hashes }))
    expect(await world.sources()).toEqual(event?.data.sources.map(({ blob }) => blob).sort())
  })

  it.each([
    ['is none', [...parts.slice(0, 2), ['audio', Buffer.from('hello'), 'c.wav']], 415, 'first bytes'],
    ['is one too many', [...parts, ['audio', tone({ seconds: 1, seed: 4 }), 'd.wav']], 400, 'more than 3'],
    ['is followed by a cover', [...parts, ['cover', Buffer.from('x'), 'd.png']], 400, 'before "audio"'],
  ] as const)('leave nothing when the last %s', async (_, all, status, named) => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url, limits: { maxSources: 3 } })
    const answer = await postForm(
      origin,
      form(...all.map(([name, bytes, filename]): [string, Uint8Array, string] => [name, bytes, filename])),
    )
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toContain(named)
    expect(await filesOnDisk()).toEqual([])
  })

  it('have no digest in common: one that is promised is refused', async () => {
    const { origin, filesOnDisk } = await openWorld({ natsUrl: nats.url, limits: { maxSources: 3 } })
    const digest = Buffer.from(hashes[0] ?? '', 'hex').toString('base64')
    const headers = { 'repr-digest': `sha-256=:${digest}:` }
    expect((await postForm(origin, form(...parts.slice(0, 1)), { headers })).status).toBe(201)
    const before = await filesOnDisk()
    const answer = await postForm(origin, form(...parts), { headers })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await filesOnDisk()).toEqual(before)
  })
})
