import { setTimeout as delay } from 'node:timers/promises'
import type { Screen } from '../terminal/screen.ts'
import { type Accepted, Episode, Progress } from './api.ts'
import { factText } from './fact-text.ts'
import { messagesOf } from './sse.ts'

/** The event stream ends with `finished`; how long to let it come after the answer that says the same. */
const LAST_FACT_WITHIN_MS = 1_000
/** A view follows the log within milliseconds; an episode that is not there by then will not come. */
const SEEN_WITHIN_MS = 30_000

/** Shows what happens to the episode until its job has ended, and resolves with what it came to. */
export async function follow(
  url: string,
  { episode, position }: Accepted,
  { screen, signal }: { screen: Screen; signal: AbortSignal },
): Promise<Episode> {
  const address = `${url}/v1/episodes/${episode}`
  const stop = new AbortController()
  // The stream is for the eye only: what counts is the answer that waits.
  const shown = showEvents(`${address}/events`, screen, AbortSignal.any([signal, stop.signal])).catch(
    () => {},
  )
  try {
    const ended = await untilEnded(address, position, signal)
    await Promise.race([shown, delay(LAST_FACT_WITHIN_MS, undefined, { signal })])
    return ended
  } finally {
    stop.abort()
    screen.idle()
  }
}

async function showEvents(address: string, screen: Screen, signal: AbortSignal): Promise<void> {
  const response = await fetch(address, { headers: { accept: 'text/event-stream' }, signal })
  if (!response.ok || !response.body) return
  for await (const { event, data } of messagesOf(response.body)) {
    if (event === 'progress') screen.progress(Progress.parse(JSON.parse(data)))
    else screen.line(factText(event, data))
    if (event === 'finished') return
  }
}

async function untilEnded(
  address: string,
  position: string | undefined,
  signal: AbortSignal,
): Promise<Episode> {
  const query = new URLSearchParams({ wait: 'finished', timeoutSeconds: '30', ...(position && { position }) })
  const deadline = Date.now() + SEEN_WITHIN_MS
  for (;;) {
    const response = await fetch(`${address}?${query}`, { signal })
    const body: unknown = await response.json()
    if (response.ok) {
      const episode = Episode.parse(body)
      if (episode.state === 'finished' || episode.state === 'deleted') return episode
    } else if (Date.now() > deadline) {
      throw new Error(`${address} answers ${response.status}: ${JSON.stringify(body)}`)
    } else await delay(200, undefined, { signal })
  }
}
