import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { EpisodeJson } from './episode-json.ts'

const nats = useNats()

describe('an episode', () => {
  it('is shown with what is published, what is latest, and where everything is', async () => {
    const scene = newScene()
    const again = tell.nextJob(scene)
    const { get, said } = await statusTold(
      nats(),
      tell.submitted(scene, { title: 'Käse' }),
      tell.started(scene),
      tell.inspected(scene),
      tell.succeeded(scene, 1, ['episode.mp3', 'waveform.json']),
      tell.submitted(again, { retryOf: scene.job }),
      tell.started(again),
      tell.failed(again),
    )
    const self = `/v1/episodes/${scene.episode}`
    const { status, body, headers } = await get(self)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toMatchObject({
      id: scene.episode,
      show: 'my-show',
      state: 'finished',
      filename: 'Folge 12 – Käse.flac',
      position: said.at(-1)?.position,
      published: {
        job: scene.job,
        outcome: 'succeeded',
        inspections: [{ codec: 'flac' }],
        artifacts: [{ name: 'episode.mp3', url: `${self}/artifacts/episode.mp3` }, { name: 'waveform.json' }],
        delivery: [
          { name: 'episode.mp3', before: {}, after: {}, targetLufs: -16, withinTolerance: true },
          {},
        ],
        preset: 'podcast',
        findings: [],
      },
      latest: {
        job: again.job,
        state: 'finished',
        outcome: 'failed',
        code: 'corrupt_input',
        reason: 'because of corrupt_input',
        attempt: 1,
        strikes: 0,
        lane: 'normal',
        preset: 'podcast',
        retryOf: scene.job,
      },
      counts: { jobs: 2, findings: 0, artifacts: 2 },
      links: { self, timeline: `${self}/timeline`, events: `${self}/events`, jobs: `${self}/jobs` },
    })
    expect(JSON.stringify(body)).not.toContain('"blob"')
    expect(JSON.stringify(body)).not.toContain(`artifacts/${scene.episode}`)
  })

  it('says null where the loudness is silence', async () => {
    const scene = newScene()
    const silence = { integratedLufs: null, loudnessRangeLu: null, truePeakDbtp: null }
    const inspected = tell.inspected(scene)
    const inspections = inspected.data.inspections.map((one) => ({ ...one, loudness: silence }))
    const { read } = await statusTold(
      nats(),
      tell.submitted(scene),
      tell.started(scene),
      { ...inspected, data: { ...inspected.data, inspections } },
      tell.succeeded(scene),
    )
    const { published } = await read(EpisodeJson, `/v1/episodes/${scene.episode}`)
    expect(published?.inspections[0]?.loudness).toEqual(silence)
  })

  it('is 404 when nobody heard of it, 410 in all its parts when it was deleted', async () => {
    const scene = newScene()
    const { get } = await statusTold(nats(), tell.submitted(scene), tell.deleted(scene))
    expect(await get(`/v1/episodes/${newScene().episode}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    for (const part of [
      '',
      '/jobs',
      `/jobs/${scene.job}`,
      '/timeline',
      '/events',
      '/source',
      '/artifacts/episode.mp3',
    ]) {
      expect(await get(`/v1/episodes/${scene.episode}${part}`)).toMatchObject({
        status: 410,
        body: { code: 'gone' },
      })
    }
  })

  it('is refused with the name of what is wrong when the question is', async () => {
    const { get } = await statusTold(nats())
    for (const [path, where] of [
      ['/v1/episodes/nonsense', 'path/episode'],
      [`/v1/episodes/${newScene().episode}?wait=forever`, 'query/wait'],
      [`/v1/episodes/${newScene().episode}?timeoutSeconds=61`, 'query/timeoutSeconds'],
      [`/v1/episodes/${newScene().episode}?position=nonsense`, 'query/position'],
      ['/v1/episodes?limit=0', 'query/limit'],
      ['/v1/episodes?limit=101', 'query/limit'],
      ['/v1/episodes?state=broken', 'query/state'],
      ['/v1/episodes?cursor=nonsense', 'query/cursor'],
      ['/v1/episodes?colour=red', 'query'],
    ]) {
      const answer = await get(path ?? '')
      expect(answer, path).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', errors: [{ path: where }] },
      })
    }
  })
})
