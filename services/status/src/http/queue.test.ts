import type { LaneName } from '@soundmill/events'
import { newScene } from '@soundmill/events/examples'
import { startNatsServer, until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runStatus, say, seen, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'
import { EpisodeJson } from './episode-json.ts'
import { QueueJson } from './queue-json.ts'

const nats = useNats()

type Log = Parameters<typeof say>[0]['events']

/** Somebody with so many hands who never finishes anything. Gone when the test ends. */
async function workers(events: Log, concurrency: number, lanes: LaneName[] = ['urgent', 'normal']) {
  let letGo = () => {}
  const held = new Promise<'overtaken'>((resolve) => {
    letGo = () => resolve('overtaken')
  })
  const hands = { handle: () => held, unreadable: () => held }
  const working = await events.work({ lanes, concurrency }, hands)
  onTestFinished(async () => {
    letGo()
    await working.stop(0)
  })
}

const laneOf = ({ lanes }: QueueJson, name: string) => lanes.find(({ lane }) => lane === name)

describe('the queue', () => {
  it('shows for each lane what waits, runs and is to be tried again, and who waits for the longest', async () => {
    const [run, retry, wait, urgent] = [newScene(), newScene(), newScene(), newScene()]
    const { read, around } = await statusTold(
      nats(),
      tell.submitted(run),
      tell.submitted(retry),
      tell.submitted(wait),
      tell.submitted(newScene()),
      tell.submitted(urgent, { lane: 'urgent' }),
      tell.started(run),
      tell.started(retry),
      tell.attemptFailed(retry),
    )
    await workers(around.events, 1)
    const queue = await until(
      async () => {
        const answer = await read(QueueJson, '/v1/queue')
        return laneOf(answer, 'urgent')?.depth?.inHand === 1 ? answer : undefined
      },
      { what: 'the urgent job to be in hand' },
    )
    expect(laneOf(queue, 'normal')).toMatchObject({
      ...{ state: 'open', waiting: 2, running: 1, retrying: 1 },
      depth: { waiting: 4, inHand: 0 },
      oldest: { episode: wait.episode, job: wait.job },
    })
    expect(laneOf(queue, 'normal')?.estimatedWaitSeconds).toBeGreaterThan(0)
    expect(laneOf(queue, 'urgent')).toMatchObject({ waiting: 1, running: 0, oldest: { job: urgent.job } })
    expect(queue).toMatchObject({ basis: 'assumed', measuredJobs: 0, hands: { busy: 1 } })
    expect(queue.inFlight).toMatchObject([
      {
        ...run,
        lane: 'normal',
        attempt: 1,
        worker: 'worker-1',
        links: { job: `/v1/episodes/${run.episode}/jobs/${run.job}` },
      },
    ])
  })

  it('tells what a running job was heard to do', async () => {
    const scene = newScene()
    const { read, around } = await statusTold(nats(), tell.submitted(scene), tell.started(scene))
    const job = await until(
      async () => {
        around.events.progress.report({ ...scene, step: 'render', percent: 42, etaSeconds: 77 })
        const { inFlight } = await read(QueueJson, '/v1/queue')
        return inFlight.find(({ step }) => step === 'render')
      },
      { what: 'progress' },
    )
    expect(job).toMatchObject({ job: scene.job, percent: 42 })
    expect(job.etaSeconds).toBeGreaterThan(70)
    const { latest } = await read(EpisodeJson, `/v1/episodes/${scene.episode}`)
    expect(latest?.queue).toMatchObject({ state: 'running', step: 'render', percent: 42 })
  })

  it('knows the paces of jobs that ended', async () => {
    const scene = newScene()
    const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
    const { read } = await statusTold(
      nats(),
      { ...tell.submitted(scene), time: later(0) },
      { ...tell.started(scene), time: later(1) },
      { ...tell.inspected(scene), time: later(2) },
      { ...tell.succeeded(scene), time: later(4) },
      tell.submitted(newScene()),
    )
    expect(await read(QueueJson, '/v1/queue')).toMatchObject({ basis: 'measured', measuredJobs: 1 })
  })

  it('says of a lane that is paused or drained who said so, and gives no estimate', async () => {
    const [first, second] = [newScene(), newScene()]
    const { read, around } = await statusTold(nats(), tell.submitted(first), tell.submitted(second))
    await around.events.lanes.set('normal', 'paused', 'somebody')
    await around.events.lanes.set('urgent', 'draining', 'somebody else')
    const queue = await until(
      async () => {
        const answer = await read(QueueJson, `/v1/queue?episode=${second.episode}`)
        return laneOf(answer, 'urgent')?.state === 'draining' ? answer : undefined
      },
      { what: 'the lanes to be seen' },
    )
    const normal = laneOf(queue, 'normal')
    expect(normal).toMatchObject({ state: 'paused', principal: 'somebody', reason: 'paused', waiting: 2 })
    expect(normal?.since).toBeDefined()
    expect(normal).not.toHaveProperty('estimatedWaitSeconds')
    expect(laneOf(queue, 'urgent')).toMatchObject({ state: 'draining', reason: 'draining' })
    expect(queue.episode?.queue).toMatchObject({ position: 2, ahead: 1, reason: 'paused' })
    expect(queue.episode?.queue).not.toHaveProperty('estimatedFinishSeconds')
  })

  it('is told while the log does not answer, without what only the log knows', async () => {
    const server = await startNatsServer()
    const around = await surroundings(server.url)
    const scene = newScene()
    const status = await runStatus(around)
    await seen(status, scene.episode, await say(around, tell.submitted(scene)))
    await server.kill()
    const answer = await until(
      async () => {
        const queue = QueueJson.parse(await (await fetch(`${status.url}/v1/queue`)).json())
        return laneOf(queue, 'normal')?.depth ? undefined : queue
      },
      { what: 'the log to be missed' },
    )
    expect(laneOf(answer, 'normal')).toMatchObject({ waiting: 1, oldest: { job: scene.job } })
    expect(laneOf(answer, 'normal')).not.toHaveProperty('state')
  })
})

describe('the place of an episode in the queue', () => {
  it('is its rank in its lane and when it will begin, in its own answer too', async () => {
    const [first, second, third] = [newScene(), newScene(), newScene()]
    const { read, around } = await statusTold(
      nats(),
      ...[first, second, third].map((scene) => tell.submitted(scene)),
    )
    const { episode } = await read(QueueJson, `/v1/queue?episode=${third.episode}`)
    expect(episode).toMatchObject({
      ...{ id: third.episode, job: third.job, state: 'waiting' },
      queue: { job: third.job, lane: 'normal', position: 3, ahead: 2, reason: 'no_workers' },
    })
    // Hands that take nothing of what waits.
    await workers(around.events, 1, ['urgent'])
    const queue = await until(
      async () => {
        const { latest } = await read(EpisodeJson, `/v1/episodes/${third.episode}`)
        return latest?.queue?.reason === undefined ? latest?.queue : undefined
      },
      { what: 'a hand to be seen' },
    )
    expect(queue).toMatchObject({ position: 3, ahead: 2, basis: 'assumed' })
    const { estimatedStartSeconds = 0, estimatedFinishSeconds } = queue
    expect(estimatedStartSeconds).toBeGreaterThan(0)
    expect(estimatedFinishSeconds).toBeCloseTo(1.5 * estimatedStartSeconds, 0)
  })

  it('is not there for one that has ended; 404 and 410 are as of any episode', async () => {
    const [ended, gone] = [newScene(), newScene()]
    const { read, get } = await statusTold(
      nats(),
      tell.submitted(gone),
      tell.deleted(gone),
      tell.submitted(ended),
      tell.canceled(ended),
    )
    const queue = await read(QueueJson, `/v1/queue?episode=${ended.episode}`)
    expect(queue.episode).toEqual({ id: ended.episode, job: ended.job, state: 'finished' })
    const { latest } = await read(EpisodeJson, `/v1/episodes/${ended.episode}`)
    expect(latest).not.toHaveProperty('queue')
    expect(await get(`/v1/queue?episode=${gone.episode}`)).toMatchObject({ status: 410 })
    expect(await get(`/v1/queue?episode=${newScene().episode}`)).toMatchObject({ status: 404 })
    expect(await get('/v1/queue?episode=nonsense')).toMatchObject({ status: 400 })
    expect(await get('/v1/queue?lane=normal')).toMatchObject({ status: 400 })
  })
})
