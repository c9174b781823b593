import type { JetStreamClient } from 'nats'

/** All in milliseconds. */
export type Floor = { append: number; both: number }

/** As large as a `started` is. */
const PAYLOAD = new Uint8Array(700).fill(32)

/**
 * The least that a hop can cost: two appends in a row of a bare client, the second being the answer to the first.
 * Of the second alone, and of both.
 */
export async function measureFloor(js: JetStreamClient, namespace: string, name: string): Promise<Floor> {
  const subject = `${namespace}.library.bench.assets.${name}`
  const start = performance.now()
  await js.publish(`${subject}.stored`, PAYLOAD)
  const between = performance.now()
  await js.publish(`${subject}.inspected`, PAYLOAD)
  const end = performance.now()
  return { append: end - between, both: end - start }
}
