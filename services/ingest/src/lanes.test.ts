import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from './lanes/gate.ts'
import { form, post, postForm, postRaw } from './testing/ask.ts'
import { GAVE_UP, openFurtherWorld } from './testing/further-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const setup = () => openFurtherWorld({ natsUrl: nats.url })
const recording = tone({ seconds: 0.1 })
const DRAINING = { status: 503, body: { code: 'lane_draining' } }

const startTus = (origin: string, lane: string) =>
  fetch(`${origin}/v1/uploads`, {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(recording.length),
      'upload-metadata': `spec ${Buffer.from(JSON.stringify({ lane })).toString('base64')}`,
    },
  })

describe('a lane', () => {
  it('is paused, drained and opened again, and says where that stands', async () => {
    const { lane, events } = await setup()
    for (const [verb, state] of [
      ['pause', 'paused'],
      ['drain', 'draining'],
      ['resume', 'open'],
    ] as const) {
      const { status, body } = await lane('urgent', verb)
      expect({ status, body }).toEqual({
        status: 200,
        body: { lane: 'urgent', state, position: expect.stringMatching(/-\d+$/) },
      })
      expect(await events.lanes.state('urgent')).toMatchObject({ state, principal: 'anonymous' })
    }
    expect(await events.lanes.state('normal')).toEqual({ lane: 'normal', state: 'open' })
  })

  it('that is told the same again answers the same', async () => {
    const { lane } = await setup()
    const first = await lane('normal', 'pause')
    expect(await lane('normal', 'pause')).toMatchObject({ status: 200, body: first.body })
  })

  it('that is not there is not found, and takes no body', async () => {
    const { lane, origin } = await setup()
    expect(await lane('fast', 'pause')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const answer = await post(`${origin}/v1/lanes/normal/pause`, { body: '{"for":1}' })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })
})

describe('a lane that drains', () => {
  it('takes no submit of any kind, before anything of it is stored, and says when to ask again', async () => {
    const { lane, origin, submit, finish, further, submitted, sources, filesOnDisk } = await setup()
    const { episode, job } = await submit()
    await finish(job, GAVE_UP)
    const before = await filesOnDisk()
    await lane('normal', 'drain')

    const refused = await postRaw(origin, recording)
    expect(refused).toMatchObject(DRAINING)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await postForm(origin, form(['audio', recording, 'a.wav']))).toMatchObject(DRAINING)
    expect((await startTus(origin, 'normal')).status).toBe(503)
    expect(await further(episode, { spec: {} })).toMatchObject(DRAINING)
    expect(await further(episode, { retryOf: job })).toMatchObject(DRAINING)
    expect(await submitted()).toHaveLength(1)
    expect(await sources()).toHaveLength(2)
    expect(await filesOnDisk()).toEqual(before)
  })

  it('leaves the other one open', async () => {
    const { lane, origin, submit, further } = await setup()
    const { episode } = await submit()
    await lane('normal', 'drain')
    const urgent = form(['spec', '{"lane":"urgent"}'], ['audio', recording, 'a.wav'])
    expect(await postForm(origin, urgent)).toMatchObject({ status: 201 })
    expect((await startTus(origin, 'urgent')).status).toBe(201)
    expect(await further(episode, { spec: {}, lane: 'urgent' })).toMatchObject({ status: 202 })
  })

  it('still takes the end of a resumable upload that was begun before', async () => {
    const { lane, origin, submitted } = await setup()
    const begun = await startTus(origin, 'normal')
    await lane('normal', 'drain')
    const ended = await fetch(origin + begun.headers.get('location'), {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      body: Buffer.from(recording),
    })
    expect(ended.status).toBe(204)
    expect(await submitted()).toHaveLength(1)
  })

  it('opens again', async () => {
    const { lane, origin } = await setup()
    await lane('normal', 'drain')
    await lane('normal', 'resume')
    expect(await postRaw(origin, recording)).toMatchObject({ status: 201 })
  })

  it('is heard of by every replica within two seconds', async () => {
    const { events } = await setup()
    const clock = { ms: 0 }
    const gate = createGate(events, () => clock.ms)
    await gate.requireOpen('normal')
    await events.lanes.set('normal', 'draining', 'anonymous')
    clock.ms += 1_999
    await gate.requireOpen('normal')
    clock.ms += 1
    await expect(gate.requireOpen('normal')).rejects.toMatchObject({ code: 'lane_draining' })
  })
})

describe('while the log is away', () => {
  it('every lane counts as open to a submit, and cannot be told anything', async () => {
    const own = await startNatsServer()
    const { lane, origin } = await openFurtherWorld({ natsUrl: own.url })
    await lane('normal', 'drain')
    await lane('normal', 'resume')
    await own.kill()
    expect(await postRaw(origin, recording)).toMatchObject({ status: 202, body: { announced: false } })
    expect(await lane('normal', 'pause')).toMatchObject({ status: 503, body: { code: 'log_unavailable' } })
  })
})
