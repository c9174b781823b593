import type { z } from 'zod'
import type { Speaker } from './episode-event.ts'
import { randomId } from './ids.ts'

type About = { source: z.infer<typeof Speaker>; show: string; episode: string; traceparent?: string }

/**
 * The part of an event that is not its own: who says it, when, of which episode. Spread it into the event:
 * `{ fact: 'deleted', ...eventHeader({ source: 'ingest', show, episode }), data: { principal } }`.
 * Only what is listed is taken, so another event or an address can be handed in as it is.
 */
export function eventHeader(
  { source, show, episode, traceparent }: About,
  id = randomId(),
  now = new Date(),
) {
  return { id, source, time: now.toISOString(), show, episode, ...(traceparent && { traceparent }) }
}
