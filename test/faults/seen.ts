import { until } from '@soundmill/test-support'
import { z } from 'zod'
import type { Accepted } from './client.ts'
import type { FaultWorld } from './world.ts'

const Seen = z.object({ state: z.string(), latest: z.object({ outcome: z.string().optional() }) })

/** Waits until status tells that an episode has finished, and resolves to the outcome it tells. */
export async function seenOutcome(
  { status }: FaultWorld,
  { episode }: Accepted,
): Promise<string | undefined> {
  const seen = async () => {
    const response = await fetch(`${status.url}/v1/episodes/${episode}`)
    const view = Seen.parse(await response.json())
    return view.state === 'finished' ? view : undefined
  }
  const view = await until(seen, { what: `${episode} to be seen finished`, timeoutMs: 60_000 })
  return view.latest.outcome
}
