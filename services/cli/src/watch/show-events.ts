import { setTimeout as delay } from 'node:timers/promises'
import type { Api } from '../api/api.ts'
import { type Message, messagesOf } from './sse.ts'

/** Whoever wants to see what happens. */
export type Audience = (message: Message) => void

/** What the server suggests, too. */
const RECONNECT_AFTER_MS = 2_000
/** Before the first message: the view is about to hear of what was just made. */
const SEEN_WITHIN_MS = 200

/**
 * Tells every fact of an episode once, in order, and progress in between, until no job is open: all of them, or
 * those behind the position `after`. A stream that breaks is taken up behind the last fact that came. Ends when
 * nothing will follow, or with the signal.
 */
export async function showEvents(
  api: Api,
  { episode, after }: { episode: string; after?: string | undefined },
  { audience, signal }: { audience: Audience; signal: AbortSignal },
): Promise<void> {
  const path = `/v1/episodes/${episode}/events?until=finished`
  let last = after
  let hasBegun = false
  const tell = (message: Message) => {
    last = message.id ?? last
    hasBegun = true
    audience(message)
  }
  while (!signal.aborted) {
    const isOver = await listen(() => api.fetch(path, { headers: headersBehind(last), signal }), tell)
    // To somebody ahead of the view nothing seems to follow, for a moment.
    if (isOver && hasBegun) return
    await delay(hasBegun ? RECONNECT_AFTER_MS : SEEN_WITHIN_MS, undefined, { signal })
  }
}

/** Tells what one connection carries, until it ends; resolves with whether nothing will follow. */
async function listen(connect: () => Promise<Response>, tell: Audience): Promise<boolean> {
  try {
    const response = await connect()
    if (!response.ok || !response.body) return response.status === 204 || response.status === 410
    for await (const message of messagesOf(response.body)) tell(message)
  } catch {
    // A line that broke, or a server that is not there: it is asked again.
  }
  return false
}

const headersBehind = (last: string | undefined): Record<string, string> => ({
  accept: 'text/event-stream',
  ...(last !== undefined && { 'last-event-id': last }),
})
