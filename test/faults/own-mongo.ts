import { startMongoContainer } from '@soundmill/test-support'

export type OwnMongo = { url: string; stop(): Promise<void> }

/** A MongoDB replica set of one that nobody else uses. Needs Docker. */
export async function startMongo(): Promise<OwnMongo> {
  const { address, stop } = await startMongoContainer(process.env.SOUNDMILL_MONGO_IMAGE ?? MONGO_IMAGE)
  return {
    url: address,
    async stop() {
      await stop()
    },
  }
}

const MONGO_IMAGE = 'mongo:8'
