import { type ProxiedRequest, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkPromises } from './checker.ts'
import { toolsIn } from './checks/machine.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording, type Recording, small } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { holdTool, isArtifactPut, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Within so long after the answer no tool of the job is left. */
const DEAD_MS = 2_000

const isSourceRead = ({ method, path }: ProxiedRequest) => method === 'GET' && path.includes('/source/')

/** A way to bring a job to a state, and to let it go on from there when somebody has ended it. */
type Bring = (
  world: FaultWorld,
  submitted: (what?: Recording) => Promise<Accepted>,
) => Promise<{
  job: Accepted
  release(): unknown
}>

const held =
  (isOne: (request: ProxiedRequest) => boolean): Bring =>
  async (world, submitted) => {
    const fault = world.workLines.s3.fault(isOne, { kind: 'hold' })
    const job = await submitted()
    await fault.caught
    return { job, release: fault.lift }
  }

const STATES: Record<string, Bring> = {
  'waits, for the worker has another in hand': async (world, submitted) => {
    const fault = world.workLines.s3.fault(isArtifactPut(), { kind: 'hold' })
    await submitted()
    await fault.caught
    return { job: await submitted(), release: fault.lift }
  },
  'reads its source': held(isSourceRead),
  'is at a tool': async (world, submitted) => {
    const job = await submitted(longRecording())
    await holdTool(world)
    return { job, release() {} }
  },
  'stores what it has made': held(isArtifactPut()),
  'waits to be tried again': async (world, submitted) => {
    const job = await submitted(longRecording())
    const { pid } = await holdTool(world)
    signal(pid, 'SIGKILL')
    await until(async () => (await world.behind.factsOf('attempt-failed', job)).length > 0, {
      what: 'a retry',
      timeoutMs: 60_000,
    })
    return { job, release() {} }
  },
}

describe.skipIf(viewIsMissing)('F25: a job is ended by its owner', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ status: true, environment: { SWEEP_EVERY_MS: '1000' } })
  })
  afterAll(() => world?.close())

  async function submitted(what = small()): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording: what, key: newKey() })
    accepted.push(job)
    return job
  }

  const cancel = ({ episode, job }: Accepted) =>
    fetch(`${world.ingest.url}/v1/episodes/${episode}/jobs/${job}/cancel`, { method: 'POST' })

  const remove = ({ episode }: Accepted) =>
    fetch(`${world.ingest.url}/v1/episodes/${episode}`, { method: 'DELETE' })

  const toolsGone = () =>
    until(async () => (await toolsIn(world.scratchDir)).length === 0, {
      what: 'tools to end',
      timeoutMs: DEAD_MS,
    })

  async function keysOf({ episode }: Accepted): Promise<string[]> {
    const all = await Promise.all(['source/', 'artifacts/'].map((part) => world.behind.list(part + episode)))
    return all.flat().map(({ key }) => key)
  }

  it.each(Object.entries(STATES))(
    'canceled while it %s: it is over at once, and nothing remains',
    async (_, bring) => {
      const { job, release } = await bring(world, submitted)
      expect((await cancel(job)).status).toBe(200)
      await toolsGone()
      release()
      expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'canceled', code: 'canceled' })
      expect((await cancel(job)).status).toBe(200)
      expect(await checkPromises(world, accepted)).toEqual([])
    },
  )

  it('canceled when it has finished: refused, and told how it ended', async () => {
    const job = await submitted()
    await outcomeOf(world, job)
    const refused = await cancel(job)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'already_finished' })
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
  })

  it.each(Object.entries(STATES))('deleted while it %s: it ends, and its bytes go', async (_, bring) => {
    const { job, release } = await bring(world, submitted)
    const answer = await remove(job)
    expect(answer.status).toBe(202)
    await toolsGone()
    release()
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'canceled', code: 'episode_deleted' })
    await until(async () => (await keysOf(job)).length === 0, { what: 'the bytes to go' })
    const { position } = z.object({ position: z.string() }).parse(await answer.json())
    const gone = await fetch(`${world.status.url}/v1/episodes/${job.episode}?position=${position}`)
    expect(gone.status).toBe(410)
    expect(await checkPromises(world, accepted)).toEqual([])
  })

  it('deleted when it has finished: its bytes go, its outcome stays; again is the same, and cancel is refused', async () => {
    const job = await submitted()
    await outcomeOf(world, job)
    expect((await remove(job)).status).toBe(202)
    expect((await remove(job)).status).toBe(202)
    expect((await cancel(job)).status).toBeGreaterThanOrEqual(400)
    await until(async () => (await keysOf(job)).length === 0, { what: 'the bytes to go' })
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    expect(await checkPromises(world, accepted)).toEqual([])
  })
})
