import { until } from '@soundmill/test-support'
import { expect } from 'vitest'
import { checkPromises } from '../faults/checker.ts'
import type { Accepted } from '../faults/client.ts'
import type { FaultWorld } from '../faults/world.ts'
import type { RecordingFile } from './dense-recording.ts'
import type { TusProgress } from './uploading.ts'

const MINUTE_MS = 60_000

/** What a process may hold of a recording of any size. */
const MOST_RESIDENT_BYTES = 300_000_000

/** One kill: the most memory of the process that died, and how much the client had sent to it. */
export type Kill = { resident: number | undefined; sent: number }

/** Kills ingest (-9) and starts it again, each time that another share of the bytes is through. */
export async function killOnTheWay(
  { ingest }: FaultWorld,
  progress: TusProgress,
  { shares, bytes }: { shares: number[]; bytes: number },
): Promise<Kill[]> {
  const kills: Kill[] = []
  for (const share of shares) {
    const what = `${100 * share} % to be through`
    await until(() => progress.sent > share * bytes, { what, timeoutMs: 20 * MINUTE_MS })
    const resident = await ingest.residentBytes()
    await ingest.kill()
    kills.push({ resident, sent: progress.sent })
    await ingest.start()
  }
  return kills
}

/**
 * Waits for the outcome, which is a success; then the event and the stored source have the bytes that the client sent,
 * and nothing is left over. Tells how long the work took since the upload was answered, and what it took of memory.
 */
export async function expectProcessed(world: FaultWorld, file: RecordingFile, accepted: Accepted) {
  const began = performance.now()
  const { episode, job } = accepted
  const ended = async () => (await world.behind.factsOf('finished', { episode, job }))[0]
  const finished = await until(ended, { what: 'an outcome', timeoutMs: 60 * MINUTE_MS })
  const workSeconds = secondsSince(began)
  expect(finished.data).toMatchObject({ outcome: 'succeeded' })
  const [submitted] = await world.behind.factsOf('submitted', { episode, job })
  expect(submitted?.data.sources).toMatchObject([{ bytes: file.bytes, sha256: file.sha256 }])
  const [inspected] = await world.behind.factsOf('inspected', { episode, job })
  expect(inspected?.data.inspections[0]?.decodedDurationSeconds).toBeCloseTo(file.seconds, 3)
  expect(await checkPromises(world, [accepted])).toEqual([])
  return { workSeconds, processorMb: megabytes(await world.processor.residentBytes()) }
}

/** Elsewhere than on Linux nobody can be asked; there, an unknown peak is a process that was gone, and no pass. */
export function expectLittle(resident: ReadonlyArray<number | undefined>): void {
  if (process.platform !== 'linux') return
  for (const bytes of resident) expect(bytes).toBeLessThan(MOST_RESIDENT_BYTES)
}

export const megabytes = (bytes: number | undefined): number => Math.round((bytes ?? 0) / 1e6)

export const secondsSince = (began: number, until = performance.now()): number =>
  Math.round((until - began) / 100) / 10
