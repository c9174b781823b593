import { startNatsServer } from '@soundmill/event-log/nats-server'
import { ensureTopology } from '@soundmill/event-log/topology'
import type { Started } from '@soundmill/test-support'

/** Room for the facts of a hundred thousand episodes; a log takes only what it is given. */
const MAX_BYTES = 16 * 1024 ** 3

/** Of everything a benchmark says. */
export const NAMESPACE = 'bench'

/** A nats-server of our own from the PATH, with the stream and the consumers of `NAMESPACE`. */
export async function startLog(dir: string): Promise<Started<string>> {
  const log = { info: () => {}, warn: () => {} }
  const server = await startNatsServer({ dir, log })
  try {
    await ensureTopology({ url: server.url, namespace: NAMESPACE, maxBytes: MAX_BYTES })
    return { address: server.url, stop: server.close }
  } catch (error) {
    await server.close()
    throw error
  }
}
