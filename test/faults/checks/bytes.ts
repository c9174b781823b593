import { createHash } from 'node:crypto'
import { BlobNotFoundError } from '@soundmill/blob-store'
import type { Accepted } from '../client.ts'
import type { CheckedWorld } from './checked-world.ts'
import { deletedIn } from './deleted.ts'

/** I5: the SHA-256 of the stored object is the one the event says, and that is the client's. */
export async function checkSources(world: CheckedWorld, accepted: readonly Accepted[]): Promise<string[]> {
  const sent = new Map(accepted.map(({ job, sha256 }) => [job, sha256]))
  const deleted = await deletedIn(world)
  const violations: string[] = []
  for (const { episode, job, data } of await world.behind.factsOf('submitted')) {
    if (deleted.has(episode)) continue
    for (const source of data.sources) {
      const client = sent.get(job) ?? source.sha256
      if (source.sha256 !== client)
        violations.push(`I5: job ${job}: the event names other bytes than the client sent`)
      violations.push(...(await checkStored(world, source, `source of job ${job}`)))
    }
  }
  return violations
}

/** I3 and I5: what a manifest names is stored, and has the SHA-256 it says. */
export async function checkArtifacts(world: CheckedWorld): Promise<string[]> {
  const deleted = await deletedIn(world)
  const violations: string[] = []
  for (const { episode, job, data } of await world.behind.factsOf('finished')) {
    if (deleted.has(episode)) continue
    const artifacts = data.outcome === 'succeeded' ? data.artifacts : []
    for (const artifact of artifacts) {
      violations.push(...(await checkStored(world, artifact, `${artifact.name} of job ${job}`)))
    }
  }
  return violations
}

type Named = { blob: string; bytes: number; sha256: string }

async function checkStored({ blobs }: CheckedWorld, named: Named, what: string): Promise<string[]> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of await blobs.get(named.blob)) {
      hash.update(chunk)
      bytes += chunk.length
    }
  } catch (err) {
    if (err instanceof BlobNotFoundError) return [`I5: the ${what} is gone`]
    throw err
  }
  const isSame = bytes === named.bytes && hash.digest('hex') === named.sha256
  return isSame ? [] : [`I5: the stored ${what} is not what its event says`]
}
