import { buffer } from 'node:stream/consumers'
import { decode, type Submitted } from '@soundmill/events'
import type { FaultWorld } from './world.ts'

/** What an answer promised. */
type Promised = { episode: string; job: string; announced: boolean }

/**
 * I2: no 2xx before the bytes and the commitment are durable. With 201 the log has the event; with 202 an entry of
 * the outbox stands that holds it. Either way every source it names stands, as long as it says. To be called right
 * after the answer; rejects with what is missing.
 */
export async function expectDurable(world: FaultWorld, promised: Promised): Promise<void> {
  const { episode, job, announced } = promised
  const who = `${announced ? '201' : '202'} for job ${job}`
  const submitted = announced
    ? (await world.behind.factsOf('submitted', { episode, job }))[0]
    : await entryOf(world, promised)
  if (!submitted) throw new BrokenPromiseError(`${who}, but ${announced ? 'the log' : 'the outbox'} lacks it`)
  for (const { blob, bytes } of submitted.data.sources) {
    const head = await world.blobs.head(blob)
    if (head?.bytes !== bytes) {
      throw new BrokenPromiseError(
        `${who}, but its source has ${head?.bytes ?? 'no'} bytes instead of ${bytes}`,
      )
    }
  }
}

export class BrokenPromiseError extends Error {
  override name = 'BrokenPromiseError'
}

/** The reconciler may have said it since the answer; its entry stays for a day all the same. */
async function entryOf(
  { blobs, behind }: FaultWorld,
  { episode, job }: Promised,
): Promise<Submitted | undefined> {
  for (const { key } of await behind.list(`outbox/${episode}/${job}/`)) {
    const event = decode(await buffer(await blobs.get(key)))
    if (event.fact === 'submitted') return event
  }
  return undefined
}
