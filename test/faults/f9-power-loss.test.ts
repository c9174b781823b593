import { cp, lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type NatsServer, startNatsServer } from '@soundmill/event-log/nats-server'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording, small } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F9: the power of the log fails, and what was not on its disk is gone', () => {
  let dir: string
  let port: number
  let nats: NatsServer | undefined
  let world: FaultWorld | undefined
  const accepted: Accepted[] = []
  const [live, older] = ['live', 'older'] as const
  const start = () => startNatsServer({ dir: join(dir, live), port, log: { info() {}, warn() {} } })
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'soundmill-power-'))
    port = await freePort()
    nats = await start()
    world = await openFaultWorld({ status: true, servers: { natsUrl: nats.url } })
  })
  afterAll(async () => {
    await world?.close()
    await nats?.close()
    if (dir) await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  })

  async function submitted(recording = small()): Promise<Accepted> {
    const job = await submitUntilAccepted(here(), { recording, key: newKey() })
    accepted.push(job)
    return job
  }

  function here(): FaultWorld {
    if (!world) throw new Error('the world is not open')
    return world
  }

  /** The disk as it was when it was copied. */
  async function fail(): Promise<void> {
    await nats?.close()
    await rm(join(dir, live), { recursive: true })
    await copyDisk(join(dir, older), join(dir, live))
    nats = await start()
  }

  it('what was promised is said again, and done again, and what was done before stays as it was', async () => {
    const kept = await submitted()
    expect(await outcomeOf(here(), kept)).toMatchObject({ outcome: 'succeeded' })
    expect(await checkPromises(here(), [kept])).toEqual([])
    await copyDisk(join(dir, live), join(dir, older))
    const { lastSequence } = await here().events.state()

    const finished = await submitted()
    expect(finished.announced).toBe(true)
    await outcomeOf(here(), finished)
    await submitted(longRecording())
    const tool = await holdTool(here())
    await fail()
    signal(tool.pid, 'SIGCONT')
    await until(async () => (await here().behind.factsOf('submitted')).length === 3, {
      what: 'both to be said again',
      timeoutMs: 60_000,
    })
    expect((await here().events.state()).lastSequence).toBeGreaterThan(lastSequence)
    for (const job of accepted) expect(await outcomeOf(here(), job)).toMatchObject({ outcome: 'succeeded' })
    await sweepEverythingOld(here())
    const lost = { workersDied: true, logLost: true }
    expect(await checkPromises(here(), accepted, lost)).toEqual([])
  })
})

/** What is not a file, such as the socket that holds the directory, is on no disk. */
const copyDisk = (from: string, to: string) =>
  cp(from, to, { recursive: true, filter: async (path) => !(await lstat(path)).isSocket() })
