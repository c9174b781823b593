import { join } from 'node:path'
import { scratch } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serversAreMissing, sharedServers } from '../faults/servers.ts'
import { type FaultWorld, openFaultWorld } from '../faults/world.ts'
import { type RecordingFile, writeDenseRecording } from './dense-recording.ts'
import { type TusProgress, uploadByPost, uploadByTus } from './uploading.ts'
import { expectLittle, expectProcessed, killOnTheWay, megabytes, secondsSince } from './watching.ts'

const MIB = 1024 ** 2
const MINUTE_MS = 60_000

/** How much is through when ingest is killed. */
const KILLED_AT = [0.25, 0.5, 0.75]
/** What a kill may cost: 32 MiB of ours (docs/tus.md), and what the client had handed to the line by then. */
const MOST_LOST_BYTES = (32 + 16) * MIB

/** Uploads a recording of so many bytes in both ways. Needs five times as much disk for as long as it lasts. */
export function largeRecording(bytes: number): void {
  describe.skipIf(serversAreMissing)(`a WAV of ${Math.round(bytes / MIB)} MiB`, () => {
    let file: RecordingFile
    beforeAll(async () => {
      const { dir, remove } = await scratch()
      file = await writeDenseRecording(join(dir, 'dense.wav'), bytes)
      return remove
    }, 10 * MINUTE_MS)

    describe('by tus, while ingest is killed three times', () => {
      const world = freshWorld()
      it(
        'goes on each time, and is processed: every byte is there, and never was much in memory',
        () => throughKills(world(), file),
        90 * MINUTE_MS,
      )
    })

    describe('by plain POST', () => {
      const world = freshWorld()
      it(
        'is processed: every byte is there, and never was much in memory',
        () => inOneRequest(world(), file),
        90 * MINUTE_MS,
      )
    })
  })
}

/** One for each describe: nothing of the other recording may take up disk, or be looked at again. */
function freshWorld(): () => FaultWorld {
  let world: FaultWorld
  beforeAll(async () => {
    // Not through our line: it would be as busy as the service.
    world = await openFaultWorld({ environment: { S3_ENDPOINT: sharedServers().s3.endpoint } })
  })
  afterAll(() => world?.close(), 10 * MINUTE_MS)
  return () => world
}

async function throughKills(world: FaultWorld, file: RecordingFile): Promise<void> {
  const progress: TusProgress = { sent: 0, resumedAt: [], movedAt: 0 }
  const began = performance.now()
  const [accepted, kills] = await Promise.all([
    uploadByTus(world.ingest.url, file, progress),
    killOnTheWay(world, progress, { shares: KILLED_AT, bytes: file.bytes }),
  ])
  const finishSeconds = secondsSince(progress.movedAt)
  const resident = [...kills.map((kill) => kill.resident), await world.ingest.residentBytes()]
  expect(progress.resumedAt).toHaveLength(KILLED_AT.length)
  const lost = kills.map(({ sent }, index) => sent - (progress.resumedAt[index] ?? 0))

  const processed = await expectProcessed(world, file, accepted)
  console.log('tus:', {
    uploadSeconds: secondsSince(began, progress.movedAt),
    finishSeconds,
    ...processed,
    ingestMb: resident.map(megabytes),
    lostMb: lost.map(megabytes),
  })
  for (const each of lost) expect(each).toBeLessThan(MOST_LOST_BYTES)
  expectLittle(resident)
  const segments = (await world.behind.list('uploads/')).filter(({ key }) => key.includes('/at/'))
  expect(segments).toEqual([])
}

async function inOneRequest(world: FaultWorld, file: RecordingFile): Promise<void> {
  const began = performance.now()
  const accepted = await uploadByPost(world.ingest.url, file)
  const uploadSeconds = secondsSince(began)
  const resident = await world.ingest.residentBytes()
  const processed = await expectProcessed(world, file, accepted)
  console.log('POST:', { uploadSeconds, ...processed, ingestMb: megabytes(resident) })
  expectLittle([resident])
}
