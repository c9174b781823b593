import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMoodyStore } from './resumable/testing/moody-store.ts'
import { form, postForm, postRaw } from './testing/ask.ts'
import { fillLog } from './testing/fill-log.ts'
import { GAVE_UP, openFurtherWorld } from './testing/further-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 0.1 })
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })

/** A raw body, two forms and a further job with keys, which can be sent again; then the store takes nothing more. */
async function setup() {
  const { store, mood } = await openMoodyStore()
  const world = await openFurtherWorld({ natsUrl: nats.url, blobs: store, logBytes: 1_100_000 })
  const { origin, finish, further } = world
  const spec = JSON.stringify({ show: 'my-show' })
  const first = await postRaw(origin, recording, keyed('raw'))
  const { episode = '', job = '' } = first.body
  await finish(job, GAVE_UP)
  const sendAll = () =>
    Promise.all([
      postRaw(origin, recording, keyed('raw')),
      postForm(
        origin,
        form(['spec', spec], ['cover', PICTURE, 'c.png'], ['audio', recording, 'a.wav']),
        keyed('form'),
      ),
      postForm(origin, form(['audio', recording, 'a.wav']), keyed('bare')),
      further(episode, { spec: {} }, keyed('further').headers),
    ])
  const before = await sendAll()
  mood.fails = () => true
  return { ...world, episode, before, sendAll, mood }
}

describe('the same key again', () => {
  it.each(['draining', 'full'])('is answered as the first time, nothing is stored: %s', async (how) => {
    const { before, sendAll, lane, events, origin, further, episode, mood } = await setup()
    if (how === 'draining') await lane('normal', 'drain')
    else await fillLog(events, 0.9)
    const code = how === 'draining' ? 'lane_draining' : 'log_full'
    for (const [at, answer] of (await sendAll()).entries()) {
      expect(answer).toMatchObject({ status: before[at]?.status, body: before[at]?.body ?? {} })
      expect(answer.headers.get('idempotent-replay')).toBe('true')
    }
    mood.fails = () => false
    const refused = { status: 503, body: { code } }
    expect(await postRaw(origin, recording, keyed('new'))).toMatchObject(refused)
    expect(await postForm(origin, form(['audio', recording, 'a.wav']), keyed('new'))).toMatchObject(refused)
    expect(await further(episode, { spec: {} }, keyed('new').headers)).toMatchObject(refused)
  })

  it('with another cover is still refused', async () => {
    const { origin } = await setup()
    const spec = JSON.stringify({ show: 'my-show' })
    const other = Buffer.concat([PICTURE, PICTURE])
    const answer = await postForm(
      origin,
      form(['spec', spec], ['cover', other, 'c.png'], ['audio', recording, 'a.wav']),
      keyed('form'),
    )
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } })
  })
})
