import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** As the one process writes it at every start of its nats-server. */
const LISTEN = /^listen: "([\d.]+:\d+)"$/m

/** Where the nats-server of the all-in-one process listens that keeps its data there. Rejects when it never ran. */
export async function natsOf(dataDir: string): Promise<string> {
  const path = join(dataDir, 'nats', 'nats.conf')
  const config = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${path} cannot be read: is DATA_DIR that of the running all-in-one process?`, { cause })
  })
  const [, address] = LISTEN.exec(config) ?? []
  if (address === undefined) throw new Error(`${path} does not say where nats-server listens`)
  return `nats://${address}`
}
