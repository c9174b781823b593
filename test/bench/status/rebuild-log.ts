import { type EpisodeEvent, encode, subjectsOf } from '@soundmill/events'
import { connect, headers } from 'nats'
import { NAMESPACE } from '../shared/log.ts'
import { storyOf } from './rebuild-stories.ts'

/** Appends under way at once. */
const WINDOW = 256

/** Appends the stories of so many episodes, each fact confirmed. Returns how many facts that were. */
export async function fillLog(url: string, episodes: number, signal: AbortSignal): Promise<number> {
  const connection = await connect({ servers: url })
  const stream = connection.jetstream()
  const subjects = subjectsOf(NAMESPACE)
  const append = (event: EpisodeEvent) => {
    const withId = headers()
    withId.set('Nats-Msg-Id', event.id)
    return stream.publish(subjects.of(event), encode(event), { headers: withId, timeout: 30_000 })
  }
  let facts = 0
  try {
    // Episodes follow each other closely, as in a busy studio; the facts of each stay in order.
    for (let at = 0; at < episodes; at += WINDOW) {
      signal.throwIfAborted()
      const stories = Array.from({ length: Math.min(WINDOW, episodes - at) }, (_, n) => storyOf(at + n))
      for (let step = 0; stories.some((story) => step < story.length); step++) {
        const now = stories.flatMap((story) => story[step] ?? [])
        await Promise.all(now.map(append))
        facts += now.length
      }
    }
    return facts
  } finally {
    await connection.close()
  }
}
