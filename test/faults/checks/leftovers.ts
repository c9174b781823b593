import { buffer } from 'node:stream/consumers'
import { decode, type Submitted } from '@soundmill/events'
import type { FaultWorld } from '../world.ts'

/**
 * I6, in the store. A source belongs to the `submitted` that names it; an entry of the outbox is the one whose event
 * stands; an artifact belongs to the manifest that names it. Of the abandoned episodes, sources and multipart uploads
 * may be left that nobody names: nobody was alive to take them away. Anything else is an orphan.
 */
export async function checkLeftovers(world: FaultWorld, abandoned: ReadonlySet<string>): Promise<string[]> {
  const submitted = await world.behind.factsOf('submitted')
  return [
    ...(await checkEntries(world, submitted)),
    ...(await checkOrphanSources(world, submitted, abandoned)),
    ...(await checkOrphanArtifacts(world)),
    ...(await checkUploads(world, abandoned)),
  ]
}

async function checkEntries({ behind, blobs }: FaultWorld, submitted: Submitted[]): Promise<string[]> {
  const said = new Set(submitted.map(({ id }) => id))
  const violations: string[] = []
  for (const { key } of await behind.list('outbox/')) {
    const event = decode(await buffer(await blobs.get(key)))
    if (!said.has(event.id)) violations.push(`I6: ${key} holds an event that was not said`)
  }
  return violations
}

async function checkOrphanSources(
  { behind }: FaultWorld,
  submitted: Submitted[],
  abandoned: ReadonlySet<string>,
): Promise<string[]> {
  const named = new Set(submitted.flatMap(({ data }) => blobsIn(data)))
  const stored = (await behind.list('source/')).map(({ key }) => key)
  return stored
    .filter((key) => !named.has(key) && !abandoned.has(episodeIn(key)))
    .map((key) => `I6: no event names ${key}`)
}

async function checkOrphanArtifacts({ behind }: FaultWorld): Promise<string[]> {
  const finished = await behind.factsOf('finished')
  const named = new Set(
    finished.flatMap(({ data }) =>
      data.outcome === 'succeeded' ? data.artifacts.map(({ blob }) => blob) : [],
    ),
  )
  const stored = (await behind.list('artifacts/')).map(({ key }) => key)
  return stored.filter((key) => !named.has(key)).map((key) => `I6: no manifest names ${key}`)
}

async function checkUploads({ behind }: FaultWorld, abandoned: ReadonlySet<string>): Promise<string[]> {
  const keys = await behind.incompleteUploads()
  return keys
    .filter((key) => !abandoned.has(episodeIn(key)))
    .map((key) => `I6: a multipart upload to ${key} was never ended`)
}

const episodeIn = (key: string) => key.split('/')[1] ?? ''

/** Every key an event names, wherever: sources, a cover, a spec too large for an event. */
function blobsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'blob' && typeof inner === 'string' ? [inner] : blobsIn(inner),
  )
}
