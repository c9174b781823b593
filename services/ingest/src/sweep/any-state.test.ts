import { randomUUID } from 'node:crypto'
import { newId } from '@soundmill/events'
import { newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CANCELED,
  FAILED,
  openSweepWorld,
  type Scene,
  type SweepWorld,
  submittedOf,
  succeededAs,
} from '../testing/sweep-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const HOUR_MS = 3_600_000

type Upload = { isOld: boolean; hasEntry: boolean; isSaid: boolean; reuses: boolean }
type Job = { uploads: Upload[]; runs: number; outcome: 'none' | 'canceled' | 'failed' | number }
type Episode = { isDeleted: boolean; jobs: Job[] }

const anyUpload: fc.Arbitrary<Upload> = fc.record({
  isOld: fc.boolean(),
  hasEntry: fc.boolean(),
  isSaid: fc.boolean(),
  reuses: fc.boolean(),
})
const anyJob: fc.Arbitrary<Job> = fc.record({
  uploads: fc.array(anyUpload, { minLength: 1, maxLength: 3 }),
  runs: fc.nat(2),
  outcome: fc.constantFrom<Job['outcome'][]>('none', 'canceled', 'failed', 0, 1),
})
const anyEpisode: fc.Arbitrary<Episode> = fc.record({
  isDeleted: fc.boolean(),
  jobs: fc.array(anyJob, { minLength: 1, maxLength: 3 }),
})

type Kept = { entries: string[]; sources: string[]; artifacts: string[] }

/** Makes an episode be as described, and tells what of it has to stay. */
async function plant(world: SweepWorld, { isDeleted, jobs }: Episode): Promise<string[]> {
  const { episode } = newScene()
  const kept: Kept = { entries: [], sources: [], artifacts: [] }
  const first = await world.sourceOf({ ...newScene(), episode })
  for (const job of jobs) {
    const scene = { ...newScene(), episode, job: newId() }
    await plantUploads(world, scene, { job, first, kept })
    await plantRuns(world, scene, { job, kept })
  }
  if (isDeleted) await world.remove({ ...newScene(), episode })
  const stays = isDeleted ? [] : [...kept.sources, ...kept.artifacts]
  return [...kept.entries, ...stays]
}

type Planting = { job: Job; first: string; kept: Kept }

/** The first that is said is the valid one. */
async function plantUploads(world: SweepWorld, scene: Scene, planting: Planting) {
  const valid = planting.job.uploads.find(({ isSaid }) => isSaid)
  for (const upload of planting.job.uploads) {
    await plantUpload(world, scene, { ...planting, upload, isValid: upload === valid })
  }
}

type UploadPlanting = Planting & { upload: Upload; isValid: boolean }

/** The first source of the episode is old, and named by whoever reuses it. */
async function plantUpload(world: SweepWorld, scene: Scene, planting: UploadPlanting) {
  const { upload, isValid, first, kept } = planting
  const { isOld, hasEntry, isSaid, reuses } = upload
  const uploadId = randomUUID()
  const ageMs = isOld ? undefined : HOUR_MS
  const own = await world.sourceOf(scene, ageMs)
  const cover = await world.store(`source/${scene.episode}/${uploadId}/cover`, ageMs)
  const submitted = submittedOf(scene, reuses ? [own, first] : [own], uploadId)
  if (hasEntry) kept.entries.push(await world.entryOf(submitted, uploadId))
  if (isSaid) await world.events.append(asNth(submitted, !isValid))
  const isNamed = hasEntry || isValid
  if (isNamed || !isOld) kept.sources.push(own, cover)
  if (isNamed && reuses) kept.sources.push(first)
}

/** The server refuses nothing in an append; a second lane is how a second event really comes into the log. */
function asNth(submitted: ReturnType<typeof submittedOf>, isSecond: boolean) {
  return isSecond ? { ...submitted, data: { ...submitted.data, lane: 'urgent' } } : submitted
}

async function plantRuns(world: SweepWorld, scene: Scene, { job, kept }: Omit<Planting, 'first'>) {
  const runIds = Array.from({ length: job.runs }, () => randomUUID())
  const succeeded = typeof job.outcome === 'number' ? runIds[job.outcome] : undefined
  const hasOutcome = succeeded !== undefined || job.outcome === 'canceled' || job.outcome === 'failed'
  for (const runId of runIds) {
    const made = [await world.artifactOf(scene, runId), await world.artifactOf(scene, runId, 'waveform.json')]
    if (!hasOutcome || runId === succeeded) kept.artifacts.push(...made)
  }
  if (succeeded !== undefined) await world.finish(scene, succeededAs(succeeded))
  if (job.outcome === 'canceled') await world.finish(scene, CANCELED)
  if (job.outcome === 'failed') await world.finish(scene, FAILED)
}

describe('whatever the store and the log are like', () => {
  it('what an entry or a valid event names stays, what is too young stays, and everything else goes', async () => {
    const world = await openSweepWorld(nats.url)
    const anything = fc.array(anyEpisode, { minLength: 1, maxLength: 2 })
    let before: string[] = []
    await fc.assert(
      fc.asyncProperty(anything, async (episodes) => {
        await world.beThereForLong()
        const kept = new Set(before)
        for (const episode of episodes) for (const key of await plant(world, episode)) kept.add(key)
        const { sweep } = world.openSweeper()
        await Promise.all([sweep(), world.sweep()])
        await world.sweep()
        expect(await world.left()).toEqual([...kept].sort())
        before = [...kept]
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })
})
