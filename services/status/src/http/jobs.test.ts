import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { runStatus, say, seen, store, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { JobJson } from './job-json.ts'
import { JobsJson } from './jobs.ts'

const nats = useNats()

describe('the jobs of an episode', () => {
  it('are shown newest first, with spec, attempts, what they made and what the tool printed last', async () => {
    const scene = newScene()
    const again = tell.nextJob(scene)
    const { get, read } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.started(scene, 1),
      tell.attemptFailed(scene, 1, 'stalled'),
      tell.started(scene, 2),
      tell.inspected(scene, 2),
      tell.succeeded(scene, 2),
      tell.submitted(again, { retryOf: scene.job }),
      tell.started(again),
      tell.failed(again),
    )
    const { jobs } = await read(JobsJson, `/v1/episodes/${scene.episode}/jobs`)
    expect(jobs).toMatchObject([
      {
        id: again.job,
        state: 'finished',
        published: false,
        retryOf: scene.job,
        outcome: 'failed',
        code: 'corrupt_input',
        logTail: 'Invalid data found',
        artifacts: [],
      },
      {
        id: scene.job,
        published: true,
        lane: 'normal',
        principal: 'anonymous',
        spec: { preset: 'podcast', renditions: [{ format: 'mp3', bitrateKbps: 128 }] },
        attempts: [
          { attempt: 1, state: 'failed', code: 'stalled', logTail: 'oops', worker: 'worker-1' },
          { attempt: 2, state: 'succeeded', strikes: 1 },
        ],
        inspections: [{ codec: 'flac' }],
        artifacts: [{ name: 'episode.mp3', url: `/v1/episodes/${scene.episode}/artifacts/episode.mp3` }],
      },
    ])
    expect(await read(JobJson, `/v1/episodes/${scene.episode}/jobs/${again.job}`)).toEqual(jobs[0])
    expect(JSON.stringify(jobs)).not.toContain('"blob"')
    expect(await get(`/v1/episodes/${scene.episode}/jobs/${newScene().job}`)).toMatchObject({ status: 404 })
  })

  it('say which job they try again, and which they are based on', async () => {
    const scene = newScene()
    const [retry, other] = [tell.nextJob(scene), tell.nextJob(scene)]
    const { read } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.failed(scene),
      tell.submitted(retry, { retryOf: scene.job }),
      tell.submitted(other, { basedOn: retry.job }),
    )
    const { jobs } = await read(JobsJson, `/v1/episodes/${scene.episode}/jobs`)
    expect(jobs.map(({ retryOf, basedOn }) => [retryOf, basedOn])).toEqual([
      [undefined, retry.job],
      [scene.job, undefined],
      [undefined, undefined],
    ])
  })

  it('have their spec also where it was too large for its event; a list has its digest', async () => {
    const scene = newScene()
    const around = await surroundings(nats())
    const { spec } = tell.submitted(scene, { title: 'Käse' }).data
    const { blob, sha256 } = await store(around, 'source/x/spec.json', Buffer.from(JSON.stringify(spec)))
    const status = await runStatus(around)
    await seen(status, scene.episode, await say(around, tell.submitted(scene, { spec: { blob, sha256 } })))
    const read = async (path: string) =>
      (await fetch(`${status.url}/v1/episodes/${scene.episode}${path}`)).json()
    expect(JobJson.parse(await read(`/jobs/${scene.job}`))).toMatchObject({ specSha256: sha256, spec })
    const { jobs } = JobsJson.parse(await read('/jobs'))
    expect(jobs).toMatchObject([{ specSha256: sha256 }])
    expect(jobs[0]).not.toHaveProperty('spec')
  })

  it('have its digest alone while it cannot be read', async () => {
    const scene = newScene()
    const sha256 = 'e'.repeat(64)
    const { read } = await statusTold(
      nats(),
      tell.submitted(scene, { spec: { blob: 'source/x/spec.json', sha256 } }),
    )
    const job = await read(JobJson, `/v1/episodes/${scene.episode}/jobs/${scene.job}`)
    expect(job).toMatchObject({ specSha256: sha256, state: 'waiting' })
    expect(job).not.toHaveProperty('spec')
  })
})
