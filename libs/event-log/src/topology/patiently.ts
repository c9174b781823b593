import { ErrorCode, NatsError } from 'nats'

/** Of a log of a gigabyte, the new copies answer within seconds. */
const PATIENCE_MS = 60_000

/**
 * Asks again while nobody answers: when a stream was just given more copies, its servers have to agree first on who
 * speaks for each of its consumers. Any other error is passed on, and so is the silence of a minute.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await ask()
    } catch (err) {
      const isSilence = err instanceof NatsError && err.code === ErrorCode.Timeout
      if (!isSilence || performance.now() > deadline) throw err
    }
  }
}
