import { isJobEvent } from '@soundmill/events'
import { z } from 'zod'
import type { TimelineEntry } from '../views/timeline-entry.ts'

/** A fact as clients see it. */
export const FactJson = z.object({
  position: z.string().describe('Opaque; the order is that of the list'),
  time: z.string(),
  fact: z.string(),
  job: z.string().optional(),
  attempt: z.int().optional(),
  worker: z.string().optional(),
  source: z.string().describe('The service that said it'),
  late: z.boolean().describe('It came when what it tells of was decided already, and changed nothing'),
  data: z.record(z.string(), z.unknown()),
})

/** Says a fact to clients, without the keys of the blob store. */
export function factJson(entry: TimelineEntry, position: string): z.infer<typeof FactJson> {
  const { event, attempt, worker, late } = entry
  return {
    position,
    time: event.time,
    fact: event.fact,
    ...(isJobEvent(event) && { job: event.job }),
    ...(attempt !== undefined && { attempt }),
    ...(worker !== undefined && { worker }),
    source: event.source,
    late,
    data: withoutKeys(event.data),
  }
}

/** Where bytes are kept is nobody's business, wherever in a fact it is named. */
function withoutKeys(data: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(data, (name, value: unknown) => (name === 'blob' ? undefined : value)))
}
