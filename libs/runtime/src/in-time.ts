import { setTimeout as sleep } from 'node:timers/promises'

/** What was asked for; undefined when it takes longer than this or fails. */
export async function inTime<T>(asked: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController()
  const patience = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined)
  return Promise.race([asked.catch(() => undefined), patience]).finally(() => over.abort())
}
