import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginMoodyUpload, half, isSegment, isSource, recording } from './testing/moody-upload.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const isEnd = (key: string) => key.endsWith('/ended.json')

async function begun() {
  const upload = await beginMoodyUpload(nats.url)
  return { ...upload, end: () => upload.ask(upload.path, { method: 'DELETE' }) }
}

describe('a client that ends an upload', () => {
  it('whose episode is being made is refused: 409, and the episode stands', async () => {
    const { patch, end, head, path, holdPut } = await begun()
    const held = holdPut(isSource)
    const last = patch(path, 0, recording)
    await held.reached
    expect(await end()).toMatchObject({ status: 409, body: { code: 'conflict' } })
    held.open()
    expect((await last).status).toBe(204)
    expect((await head(path)).headers.get('soundmill-episode')).toBeTruthy()
  })

  it('just before its last bytes are stored gets no episode', async () => {
    const { patch, end, head, path, holdPut, submitted, sources } = await begun()
    const held = holdPut(isSegment)
    const last = patch(path, 0, recording)
    await held.reached
    expect((await end()).status).toBe(204)
    held.open()
    expect((await last).status).toBe(410)
    expect([(await head(path)).status, await submitted(), await sources()]).toEqual([410, [], []])
  })

  it('while its last bytes make it whole is told 409, and HEAD tells what became of it', async () => {
    const { patch, end, head, path, mood, holdPut, submitted, sources } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    const held = holdPut(isEnd)
    const ending = end()
    await held.reached
    mood.beforePut = (key) => {
      if (!isSource(key)) return
      held.open()
      return ending
    }
    const last = patch(path, half, recording.subarray(half))
    expect((await ending).status).toBe(409)
    expect((await last).status).toBe(410)
    expect([(await head(path)).status, await submitted(), await sources()]).toEqual([410, [], []])
  })

  it('when the episode was made meanwhile still finds it', async () => {
    const { patch, end, head, path, holdPut } = await begun()
    await patch(path, 0, recording.subarray(0, half))
    const held = holdPut(isEnd)
    const ending = end()
    await held.reached
    expect((await patch(path, half, recording.subarray(half))).status).toBe(204)
    held.open()
    expect((await ending).status).toBe(409)
    expect((await head(path)).headers.get('soundmill-episode')).toBeTruthy()
  })

  it('beside a request that brings bytes: that is told 410', async () => {
    const { patch, ask, begin, mood } = await begun()
    const path = await begin(70_000)
    await patch(path, 0, recording.subarray(0, 1000))
    mood.beforeGet = async (key) => {
      if (!isSegment(key)) return
      mood.beforeGet = () => {}
      await ask(path, { method: 'DELETE' })
    }
    expect(await patch(path, 1000, recording.subarray(1000, 69_000))).toMatchObject({ status: 410 })
  })
})
