import { randomUUID } from 'node:crypto'
import { StoreFullError, StoreUnavailableError } from '@soundmill/blob-store'
import { S3_IMAGE, type S3Address } from '@soundmill/test-support'
import type { FaultWorld } from './world.ts'

export type SmallStore = { address: S3Address; stop(): Promise<void> }

/** An S3 store of its own whose disk, in memory, has so many bytes. Needs Docker. */
export async function startSmallStore(bytes: number): Promise<SmallStore> {
  const { MinioContainer } = await import('@testcontainers/minio')
  const container = await new MinioContainer(process.env.SOUNDMILL_S3_IMAGE ?? S3_IMAGE)
    .withTmpFs({ '/data': `size=${bytes}` })
    .start()
  const address = {
    endpoint: container.getConnectionUrl(),
    accessKey: container.getUsername(),
    secretKey: container.getPassword(),
  }
  return {
    address,
    async stop() {
      await container.stop()
    },
  }
}

/** The last bytes are taken in ever smaller pieces, so that nothing fits any more. */
const PIECES = [4 * 1024 ** 2, 256 * 1024, 16 * 1024]

/** A stranger takes all the room there is. Resolves to how the stranger goes. */
export async function fillStore({ blobs }: FaultWorld): Promise<() => Promise<void>> {
  const strangers: string[] = []
  for (const bytes of PIECES) {
    for (let isFull = false; !isFull; ) {
      const key = `stranger/${randomUUID()}`
      isFull = await blobs.put(key, piece(bytes)).then(() => !strangers.push(key), whetherFull)
    }
  }
  return async () => {
    for (const key of strangers) await blobs.delete(key)
  }
}

/** MinIO looks at its disk once a second: when that fills up in between, it blames the client (`IncompleteBody`). */
function whetherFull(err: unknown): boolean {
  if (err instanceof StoreUnavailableError) return false
  if (err instanceof StoreFullError) return true
  throw err
}

async function* piece(bytes: number) {
  yield Buffer.alloc(bytes, randomUUID())
}
