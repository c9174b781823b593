import { once } from 'node:events'
import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { say } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { EpisodeJson } from './episode-json.ts'
import { JobJson } from './job-json.ts'

const nats = useNats()

describe('waiting until an episode is finished', () => {
  it('is over as soon as no job is open any more', async () => {
    const scene = newScene()
    const { around, read } = await statusTold(nats(), tell.submitted(scene), tell.started(scene))
    const path = `/v1/episodes/${scene.episode}`
    const waiting = Promise.all([
      read(EpisodeJson, `${path}?wait=finished&timeoutSeconds=60`),
      read(JobJson, `${path}/jobs/${scene.job}?wait=finished&timeoutSeconds=60`),
    ])
    await say(around, tell.inspected(scene), tell.succeeded(scene))
    const [episode, job] = await waiting
    expect(episode).toMatchObject({ state: 'finished', published: { job: scene.job } })
    expect(job).toMatchObject({ state: 'finished', outcome: 'succeeded' })
  })

  it('waits for every open job, and a job only for itself', async () => {
    const scene = newScene()
    const again = tell.nextJob(scene)
    const { read } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.submitted(again),
      tell.canceled(again),
    )
    const path = `/v1/episodes/${scene.episode}`
    const job = await read(JobJson, `${path}/jobs/${again.job}?wait=finished&timeoutSeconds=60`)
    expect(job.outcome).toBe('canceled')
    const episode = await read(EpisodeJson, `${path}?wait=finished&timeoutSeconds=0.2`)
    expect(episode.latest?.outcome).toBe('canceled')
    expect((await read(JobJson, `${path}/jobs/${scene.job}`)).state).toBe('waiting')
  })

  it('answers with what is known when the time is over', async () => {
    const scene = newScene()
    const { read } = await statusTold(nats(), tell.submitted(scene))
    const before = performance.now()
    const episode = await read(EpisodeJson, `/v1/episodes/${scene.episode}?wait=finished&timeoutSeconds=0.3`)
    expect(episode.state).toBe('waiting')
    expect(performance.now() - before).toBeGreaterThan(290)
  })

  it('ends with 410 when the episode is deleted meanwhile', async () => {
    const scene = newScene()
    const { around, get } = await statusTold(nats(), tell.submitted(scene))
    const waiting = get(`/v1/episodes/${scene.episode}?wait=finished&timeoutSeconds=60`)
    await say(around, tell.deleted(scene))
    expect(await waiting).toMatchObject({ status: 410 })
  })

  it('does not hold a process that is stopping', async () => {
    const scene = newScene()
    const { status, read } = await statusTold(nats(), tell.submitted(scene))
    const arrived = once(status.http.server, 'request')
    const waiting = read(EpisodeJson, `/v1/episodes/${scene.episode}?wait=finished&timeoutSeconds=60`)
    await arrived
    await status.stop()
    expect((await waiting).state).toBe('waiting')
  })
})

describe('waiting for a position', () => {
  it('shows a client what it just wrote', async () => {
    const { around, read } = await statusTold(nats())
    for (let n = 0; n < 20; n++) {
      const scene = newScene()
      const [said] = await say(around, tell.submitted(scene))
      const episode = await read(EpisodeJson, `/v1/episodes/${scene.episode}?position=${said?.position}`)
      expect(episode.position).toBe(said?.position)
    }
  })

  it('is refused when it is of a log that is no more, for it would never be reached', async () => {
    const scene = newScene()
    const { get } = await statusTold(nats(), tell.submitted(scene))
    const answer = await get(`/v1/episodes/${scene.episode}?position=another-1`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  it('says so when it was not reached in time, and never shows an older view instead', async () => {
    const scene = newScene()
    const { said, get } = await statusTold(nats(), tell.submitted(scene))
    const later = said[0]?.position.replace(/\d+$/, '999')
    const answer = await get(`/v1/episodes/${scene.episode}?position=${later}&timeoutSeconds=0.2`)
    expect(answer).toMatchObject({ status: 503, body: { code: 'view_behind' } })
    expect(answer.headers.get('retry-after')).toBe('1')
  })
})
