import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { say, seen } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { StatsJson } from './stats.ts'

const nats = useNats()

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

describe('statistics', () => {
  it('are counts of everything, and speed and throughput of what ended', async () => {
    const [done, failed, waiting] = [newScene(), newScene(), newScene('other')]
    const { read } = await statusTold(
      nats(),
      { ...tell.submitted(done), time: ago(20) },
      { ...tell.started(done), time: ago(15) },
      { ...tell.inspected(done), time: ago(14) },
      { ...tell.succeeded(done), time: ago(10) },
      tell.submitted(failed),
      tell.started(failed, 1),
      tell.attemptFailed(failed, 1),
      tell.started(failed, 2),
      tell.failed(failed, 2),
      tell.submitted(waiting),
    )
    const stats = await read(StatsJson, '/v1/stats')
    expect(stats).toMatchObject({
      episodes: { waiting: 1, running: 0, retrying: 0, finished: 2, deleted: 0 },
      outcomes: { succeeded: 1, failed: 1, canceled: 0 },
      failures: { corrupt_input: 1 },
      throughput: {
        lastHour: { seconds: 3600, jobs: 2, succeeded: 1, audioHours: 0.003058, bytes: 1_152_693 },
      },
      attempts: { 1: 1, 2: 1 },
      measured: { jobs: 2 },
    })
    expect(stats.throughput.lastDay).toEqual({ ...stats.throughput.lastHour, seconds: 86_400 })
    expect(stats.realtimeFactor.measuring?.median).toBeCloseTo(11, 0)
    expect(stats.realtimeFactor.making?.median).toBeCloseTo(2.75, 1)
    expect(stats.realtimeFactor.overall?.p90).toBeCloseTo(2.2, 1)
    expect(stats.queueWaitSeconds?.median).toBeCloseTo(5, 1)
  })

  it('are of one show when asked for one', async () => {
    const [one, other] = [newScene(), newScene('other')]
    const { read, get } = await statusTold(nats(), ...[one, other].map((scene) => tell.submitted(scene)))
    expect(await read(StatsJson, '/v1/stats?show=other')).toMatchObject({
      show: 'other',
      episodes: { waiting: 1 },
    })
    const nothing = await read(StatsJson, '/v1/stats?show=nothing')
    expect(nothing).toMatchObject({ episodes: { waiting: 0 }, realtimeFactor: {}, measured: { jobs: 0 } })
    expect(await get('/v1/stats?show=No%20Show')).toMatchObject({ status: 400 })
  })

  it('are reckoned once for all who ask within two seconds', async () => {
    const scene = newScene()
    const { read, around, status } = await statusTold(nats(), tell.submitted(scene))
    const first = await read(StatsJson, '/v1/stats')
    const said = await say(around, tell.submitted(newScene()))
    await seen(status, scene.episode, said)
    const second = await read(StatsJson, '/v1/stats')
    if (Date.parse(second.at) - Date.parse(first.at) < 2_000) expect(second).toEqual(first)
  })
})
