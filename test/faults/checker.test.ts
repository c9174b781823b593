import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { eventHeader, randomId } from '@soundmill/events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Accepted } from './client.ts'
import { expectDurable } from './durable.ts'
import { createNews } from './news.ts'
import { canceled, createPlanting, newJob, type Planted } from './planting.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** A checker that cannot fail is none: each violation is planted, by itself, and must be found, and nothing else. */
describe.skipIf(serversAreMissing)('the checker of promises', () => {
  let world: FaultWorld
  let planting: ReturnType<typeof createPlanting>
  const accepted: Accepted[] = []
  /** Episodes of which something was left on purpose. */
  const abandoned: string[] = []
  let news: ReturnType<typeof createNews>

  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0 })
    planting = createPlanting(world)
    news = createNews(world, accepted)
  })
  afterAll(() => world?.close())

  /** A whole job, but for what `spoil` does before or instead. */
  async function plant(spoil: (planted: Planted) => unknown = () => {}): Promise<Planted> {
    const planted = newJob()
    await planting.whole(planted)
    accepted.push(planted.accepted)
    await spoil(planted)
    return planted
  }

  it('finds nothing in a world that is as it should be', async () => {
    await plant()
    expect(await news()).toEqual([])
  })

  it('finds an accepted job that the log lacks (I1)', async () => {
    accepted.push(newJob().accepted)
    expect(await news()).toEqual([
      expect.stringMatching(/^I1: .* was submitted 0 times/),
      expect.stringMatching(/^I1: .* has 0 outcomes/),
    ])
  })

  it('finds a job without an outcome, accepted or not (I1)', async () => {
    const { source, submitted } = newJob()
    await planting.put(source)
    await planting.say(submitted)
    expect(await news()).toEqual([expect.stringMatching(/^I1: .* has 0 outcomes/)])
  })

  it('finds a second outcome (I1)', async () => {
    await plant((planted) => planting.say(canceled(planted)))
    expect(await news()).toEqual([expect.stringMatching(/^I1: .* has 2 outcomes/)])
  })

  it('finds a job submitted twice (I1)', async () => {
    await plant(({ submitted }) => planting.say({ ...submitted, ...eventHeader(submitted) }))
    expect(await news()).toEqual([expect.stringMatching(/^I1: .* was submitted 2 times/)])
  })

  it('finds an event that names other bytes than the client sent (I5)', async () => {
    await plant(({ accepted: told }) => {
      told.sha256 = 'a'.repeat(64)
    })
    expect(await news()).toEqual([expect.stringMatching(/^I5: .* names other bytes than the client sent/)])
  })

  it('finds a source that is not what its event says (I5)', async () => {
    await plant(({ source }) => planting.put(source, Buffer.from(source.toUpperCase())))
    expect(await news()).toEqual([
      expect.stringMatching(/^I5: the stored source .* is not what its event says/),
    ])
  })

  it('finds an artifact that is not what the manifest says (I5)', async () => {
    await plant(({ artifact }) => planting.put(artifact, Buffer.from('short')))
    expect(await news()).toEqual([expect.stringMatching(/^I5: the stored episode.flac .* is not what/)])
  })

  it.each(['source', 'artifact'] as const)('finds that a %s is gone (I5)', async (which) => {
    await plant((planted) => world.blobs.delete(planted[which]))
    expect(await news()).toEqual([expect.stringMatching(/^I5: the .* is gone/)])
  })

  it('finds a source that no event names (I6)', async () => {
    await planting.put(newJob().source)
    expect(await news()).toEqual([expect.stringMatching(/^I6: no event names source\//)])
  })

  it('finds an artifact that no manifest names (I6)', async () => {
    await planting.put(newJob().artifact)
    expect(await news()).toEqual([expect.stringMatching(/^I6: no manifest names artifacts\//)])
  })

  it('finds an entry of the outbox that was not said (I6)', async () => {
    await planting.putEntry(newJob())
    expect(await news()).toEqual([expect.stringMatching(/^I6: outbox\/.* was not said/)])
  })

  it('finds a multipart upload without an end (I6)', async () => {
    await world.behind.beginUpload(newJob().source)
    expect(await news()).toEqual([
      expect.stringMatching(/^I6: a multipart upload to source\/.* was never ended/),
    ])
  })

  it('finds a scratch directory (I6)', async () => {
    await mkdir(join(world.scratchDir, 'run-somewhere-1-abc'))
    expect(await news()).toEqual([expect.stringMatching(/^I6: the scratch directory run-somewhere-1-abc/)])
  })

  it('finds a child that still runs (I6)', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', world.scratchDir])
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'spawn')
    expect(await news()).toEqual([expect.stringMatching(/^I6: a child still runs: .*setTimeout/)])
  })

  it('allows what a killed request left behind, of its own episode', async () => {
    const { source, accepted: told } = newJob()
    await planting.put(source)
    await world.behind.beginUpload(`source/${told.episode}/other`)
    abandoned.push(told.episode)
    expect(await news({ abandoned })).toEqual([])
  })

  it('allows what a dead worker left behind, of its own run, until it was swept (I6)', async () => {
    const left = (runId: string, { episode, job }: Accepted) =>
      `artifacts/${episode}/${job}/${runId}/episode.flac`
    const runs = [randomId(), randomId()] as const
    const { accepted: told } = await plant(async ({ started, accepted: its }) => {
      const data = { ...started.data, attempt: 2, strikes: 1, runId: runs[0] }
      await planting.say({ ...started, ...eventHeader(started), data })
      for (const runId of runs) await planting.put(left(runId, its))
    })
    expect(await news({ abandoned, workersDied: true })).toEqual([
      `I6: no manifest names ${left(runs[1], told)}`,
    ])
    expect(await news({ abandoned })).toEqual([`I6: no manifest names ${left(runs[0], told)}`])
  })

  it('finds what is left of a deleted episode, and does not miss the rest (I6)', async () => {
    const { source, artifact } = await plant(async (planted) => {
      const about = eventHeader({ ...planted.submitted, source: 'ingest' })
      await planting.say({ fact: 'deleted', ...about, data: { principal: 'anonymous' } })
    })
    await world.blobs.delete(artifact)
    expect(await news({ abandoned })).toEqual([`I6: no event names ${source}`])
  })
})

describe.skipIf(serversAreMissing)('the check of an answer (I2)', () => {
  let world: FaultWorld
  let planting: ReturnType<typeof createPlanting>
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0 })
    planting = createPlanting(world)
  })
  afterAll(() => world?.close())

  it('lets a 201 pass when the log has the event and the store the bytes', async () => {
    const planted = newJob()
    await planting.whole(planted)
    await expectDurable(world, planted.accepted)
  })

  it('lets a 202 pass when the outbox has the entry and the store the bytes', async () => {
    const planted = newJob()
    await planting.put(planted.source)
    await planting.putEntry(planted)
    await expectDurable(world, { ...planted.accepted, announced: false })
  })

  it.each([true, false])('finds one without a commitment (announced: %s)', async (announced) => {
    const { source, accepted } = newJob()
    await planting.put(source)
    await expect(expectDurable(world, { ...accepted, announced })).rejects.toThrow(/lacks it/)
  })

  it.each([true, false])('finds one without bytes, or with too few (announced: %s)', async (announced) => {
    const planted = newJob()
    await planting.putEntry(planted)
    await planting.say(planted.submitted)
    const told = { ...planted.accepted, announced }
    await expect(expectDurable(world, told)).rejects.toThrow(/has no bytes/)
    await planting.put(planted.source, Buffer.from('few'))
    await expect(expectDurable(world, told)).rejects.toThrow(/has 3 bytes instead of/)
  })
})
