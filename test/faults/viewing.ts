import type { EpisodeEvent } from '@soundmill/events'
import { exampleEvents, newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { MongoClient } from 'mongodb'
import { z } from 'zod'
import type { FaultWorld } from './world.ts'

const Page = z.object({
  episodes: z.array(z.object({ id: z.string(), state: z.string() })),
  next: z.string().optional(),
})

/** What a job says from its beginning to its end, of an episode nobody else speaks of. */
export function aLife(show = 'my-show'): EpisodeEvent[] {
  return exampleEvents(newScene(show)).filter(({ fact }) => fact !== 'deleted' && fact !== 'erased')
}

/** Says facts one after the other. */
export async function sayAll({ events }: FaultWorld, facts: Iterable<EpisodeEvent>): Promise<void> {
  for (const fact of facts) await events.append(fact)
}

/** The ids and states of all episodes, as a client of this address pages through them. Rejects when an answer is not 200. */
export async function listAll(url: string): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  let cursor = ''
  do {
    const answer = await fetch(`${url}/v1/episodes?limit=100${cursor}`)
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    const { episodes, next } = Page.parse(await answer.json())
    for (const { id, state } of episodes) all.set(id, state)
    cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`
  } while (cursor !== '')
  return all
}

/** Resolves when a status at this address has everything that is in the log now. */
export async function caughtUp(url: string): Promise<void> {
  const isSo = async () => /^projection_lag_messages 0$/m.test(await (await fetch(`${url}/metrics`)).text())
  await until(isSo, { what: 'the view to catch up' })
}

/** A look into the database of a world. */
export async function collectionsOf({ viewLines }: FaultWorld): Promise<string[]> {
  const client = await MongoClient.connect(viewLines.straightUrl)
  const found = await client.db().listCollections({}, { nameOnly: true }).toArray()
  await client.close()
  return found.map(({ name }) => name).sort()
}
