import { setTimeout as sleep } from 'node:timers/promises'
import { NothingServedError, type StatusStore } from '../store/index.ts'

const LOOK_MS = 5_000

/**
 * Resolves once readers are not shown this set any more: another one took its place, or the store has lost it. A
 * write would find that out, too; but while nothing happens nothing is written, and readers would be told for hours
 * that the views are being built. Never rejects; resolves when the signal aborts.
 */
export async function whileServed(store: StatusStore, set: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined)
    if (!(await isServed(store, set))) return
  }
}

/** A store that does not answer has not lost anything. */
const isServed = (store: StatusStore, set: string): Promise<boolean> =>
  store.read(async (views) => views.set === set).catch((err: unknown) => !(err instanceof NothingServedError))
