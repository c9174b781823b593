import type { Recorded } from '@soundmill/event-log'
import { fold } from '../views/fold.ts'
import type { Batch, StatusStore, ViewSet } from './index.ts'

/** The set that is served, made at once. */
export async function servedSet(store: StatusStore): Promise<ViewSet> {
  const set = await store.toWrite(new Set())
  await store.serve(set.name)
  return set
}

/** What folding these facts comes to, with nothing known before. */
export function batchOf(log: Recorded[], epoch = 'first'): Batch {
  const last = log.at(-1)
  if (!last) throw new Error('a batch has a fact')
  return { ...fold([], log), place: { epoch, sequence: last.sequence, id: last.event.id } }
}
