import { buffer } from 'node:stream/consumers'
import { blobsOf, decode, type Submitted } from '@soundmill/events'
import type { CheckedWorld } from './checked-world.ts'
import { deletedIn } from './deleted.ts'
import { runPrefixes } from './runs.ts'

export type Allowed = {
  /** Episodes of which sources and multipart uploads may be left that nobody names. */
  abandoned: ReadonlySet<string>
  /** Whether artifacts and multipart uploads may be left of runs that nobody has ended. */
  workersDied: boolean
}

/**
 * I6, in the store. A source belongs to the `submitted` that names it; an entry of the outbox is the one whose event
 * stands; an artifact belongs to the manifest that names it; nothing but the entries belongs to a deleted episode.
 * What nobody was alive to take away is allowed where it is said that somebody died. Anything else is an orphan.
 */
export async function checkLeftovers(world: CheckedWorld, allowed: Allowed): Promise<string[]> {
  const submitted = await world.behind.factsOf('submitted')
  const deleted = await deletedIn(world)
  const { won, open } = await runPrefixes(world)
  const mayStay = allowed.workersDied ? open : []
  const isAllowed = (key: string) =>
    mayStay.some((prefix) => key.startsWith(prefix)) ||
    (!key.startsWith('artifacts/') && allowed.abandoned.has(episodeIn(key)))
  const sources = new Set(submitted.filter(({ episode }) => !deleted.has(episode)).flatMap(blobsOf))
  const artifacts = new Set(won.filter(({ episode }) => !deleted.has(episode)).flatMap(({ blobs }) => blobs))
  const orphans = [
    ...(await keysUnder(world, 'source/')).filter((key) => !sources.has(key)).map(unnamed('event')),
    ...(await keysUnder(world, 'artifacts/')).filter((key) => !artifacts.has(key)).map(unnamed('manifest')),
    ...(await world.behind.incompleteUploads()).map(unended),
  ]
  return [
    ...(await checkEntries(world, submitted)),
    ...orphans.filter(({ key }) => !isAllowed(key)).map(({ what }) => `I6: ${what}`),
  ]
}

type Orphan = { key: string; what: string }

const unnamed =
  (by: string) =>
  (key: string): Orphan => ({ key, what: `no ${by} names ${key}` })

const unended = (key: string): Orphan => ({ key, what: `a multipart upload to ${key} was never ended` })

const keysUnder = async ({ behind }: CheckedWorld, prefix: string) =>
  (await behind.list(prefix)).map(({ key }) => key)

async function checkEntries({ behind, blobs }: CheckedWorld, submitted: Submitted[]): Promise<string[]> {
  const said = new Set(submitted.map(({ id }) => id))
  const violations: string[] = []
  for (const { key } of await behind.list('outbox/')) {
    const event = decode(await buffer(await blobs.get(key)))
    if (!said.has(event.id)) violations.push(`I6: ${key} holds an event that was not said`)
  }
  return violations
}

const episodeIn = (key: string) => key.split('/')[1] ?? ''
