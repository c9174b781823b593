import { setTimeout as sleep } from 'node:timers/promises'
import { type Delivery, LogUnavailableError } from '@soundmill/event-log'

const PAUSE_MS = 500

/**
 * Says something again and again until the log takes it: work that is done is not thrown away because the
 * log is away. Gives up, with the log's own error, when the worker must stop or somebody else has the job.
 */
export async function persist<T>(say: () => Promise<T>, { signal, lapsed }: Delivery): Promise<T> {
  for (;;) {
    try {
      return await say()
    } catch (err) {
      if (!(err instanceof LogUnavailableError) || signal.aborted || lapsed()) throw err
      await sleep(PAUSE_MS)
    }
  }
}
