import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { QueuePlace } from '../api/answers.ts'
import type { Api } from '../api/api.ts'

/** Whoever still waits after so long wants to know where they stand; what runs tells of itself. */
const EVERY_MS = 3_000

const Asked = z.object({ episode: z.object({ queue: QueuePlace.optional() }).optional() })

/** Tells every few seconds where an episode stands in the queue, while it waits. Ends with the signal. */
export async function showPlace(
  api: Api,
  { episode }: { episode: string },
  { onPlace, signal }: { onPlace(place: QueuePlace): void; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    await delay(EVERY_MS, undefined, { signal })
    const asked = await api.ask(`/v1/queue?episode=${episode}`, Asked, { signal }).catch(() => undefined)
    const place = asked?.value.episode?.queue
    if (place && place.state !== 'running') onPlace(place)
  }
}
