import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerSentEvent, serverSentEvents } from '../journey/sse.ts'

/** What it heard, in order, without progress. */
export type FaithfulReader = { heard: ServerSentEvent[]; leave(): Promise<void> }

const RECONNECT_MS = 100

/**
 * A client as a browser is one: when its stream ends, breaks or is refused, it asks again, with the last position that
 * it has heard. One that it heard with a `reset` counts as well.
 */
export function openFaithfulReader(url: string): FaithfulReader {
  const heard: ServerSentEvent[] = []
  const leaving = new AbortController()
  const { signal } = leaving

  async function readOnce(): Promise<void> {
    const last = heard.findLast(({ id }) => id !== undefined)?.id
    const headers = new Headers(last === undefined ? [] : [['last-event-id', last]])
    const response = await fetch(url, { headers, signal })
    if (!response.ok) return
    for await (const event of serverSentEvents(response)) if (event.event !== 'progress') heard.push(event)
  }

  const reading = (async () => {
    while (!signal.aborted) {
      await readOnce().catch(() => undefined)
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined)
    }
  })()
  return {
    heard,
    async leave() {
      leaving.abort()
      await reading
    },
  }
}
