import { type NatsServer, startNatsServer, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OCTETS } from '../http/uploads-headers.ts'
import { openWire } from '../testing/wire.ts'
import { beginMoodyUpload, half, isSource, recording } from './testing/moody-upload.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

async function begun(url = nats.url) {
  const upload = await beginMoodyUpload(url)
  const files = async () => {
    const keys: string[] = []
    for await (const { key } of upload.store.list('uploads/')) keys.push(key.split('/').at(-1) ?? '')
    return keys.sort()
  }
  return { ...upload, files }
}

describe('the end of an upload', () => {
  it('makes an episode under the names it was given at the beginning, and leaves no bytes twice', async () => {
    const { patch, ask, path, submitted, sources, files } = await begun()
    await patch(path, 0, recording)
    const [event] = await submitted()
    expect(await files()).toEqual(['done.json', 'upload.json'])
    expect(await sources()).toEqual([event?.data.sources[0]?.blob])
    expect((await ask(path)).body).toMatchObject({
      state: 'submitted',
      offset: recording.length,
      length: recording.length,
      filename: 'a.wav',
      episode: event?.episode,
      job: event?.job,
      links: { self: `/v1/episodes/${event?.episode}` },
    })
  })

  it('fails for now when the store does, and is made up for by HEAD: success is not said before', async () => {
    const { patch, ask, head, path, mood, submitted } = await begun()
    mood.fails = isSource
    const refused = await patch(path, 0, recording)
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
    expect(refused.headers.get('retry-after')).toBeTruthy()
    expect((await ask(path)).body).toMatchObject({ state: 'arrived', offset: recording.length })
    // Not 503: clients would begin anew.
    expect((await head(path)).status).toBe(423)
    mood.fails = () => false
    const { status, headers } = await head(path)
    const [event, ...others] = await submitted()
    expect([status, headers.get('soundmill-episode'), others]).toEqual([200, event?.episode, []])
  })

  it('is made up for by an empty PATCH too', async () => {
    const { patch, path, mood, submitted } = await begun()
    mood.fails = isSource
    await patch(path, 0, recording)
    mood.fails = () => false
    expect((await patch(path, recording.length, new Uint8Array())).status).toBe(204)
    expect(await submitted()).toHaveLength(1)
  })

  it('happens once, also when the process died after it and before it could note that', async () => {
    const { patch, head, path, mood, submitted, sources, files } = await begun()
    mood.fails = (key) => key.endsWith('/done.json')
    expect((await patch(path, 0, recording)).status).toBe(204)
    mood.fails = () => false
    const { status, headers } = await head(path)
    const [event, ...others] = await submitted()
    expect([status, headers.get('soundmill-episode'), others]).toEqual([200, event?.episode, []])
    expect([await sources(), await files()]).toEqual([
      [event?.data.sources[0]?.blob],
      ['done.json', 'upload.json'],
    ])
  })

  it('happens once for all who ask meanwhile, at every replica', async () => {
    const { patch, path, mood, submitted, sources, openIngest, origin } = await begun()
    mood.fails = isSource
    await patch(path, 0, recording)
    mood.fails = () => false
    const other = await openIngest()
    const asked = [origin, other.origin, origin, other.origin].map((at) => speakTus(at).head(path))
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ headers }) => headers.get('soundmill-episode'))).size).toBe(1)
    const [event, ...others] = await submitted()
    expect([others, await sources()]).toEqual([[], [event?.data.sources[0]?.blob]])
  })

  it('goes on when the client leaves meanwhile', async () => {
    const { path, origin, patch, holdPut, submitted } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    const held = holdPut(isSource)
    const wire = await openWire(origin)
    const lines = [
      `PATCH ${path} HTTP/1.1`,
      ...['host: localhost', 'tus-resumable: 1.0.0', `content-type: ${OCTETS}`],
      ...[`upload-offset: ${half}`, `content-length: ${half}`],
    ]
    await wire.send(`${lines.join('\r\n')}\r\n\r\n`)
    await wire.send(recording.subarray(half))
    await until(async () => (await speakTus(origin).ask(path)).body.state === 'arrived', {
      what: 'all bytes',
    })
    wire.leave()
    held.open()
    await until(async () => (await submitted()).length === 1, { what: 'the episode' })
  })

  it('is a success while the log is away: it will hear of it', async () => {
    const own = await startNatsServer()
    const { patch, head, path, outbox } = await begun(own.url)
    await own.kill()
    const { status, headers } = await patch(path, 0, recording)
    expect([status, headers.get('soundmill-episode')]).toEqual([204, expect.any(String)])
    expect(await outbox()).toHaveLength(1)
    expect((await head(path)).headers.get('upload-offset')).toBe(String(recording.length))
  })
})
