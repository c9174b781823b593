export type OwnMongo = { url: string; stop(): Promise<void> }

/** A MongoDB replica set of one that nobody else uses. Needs Docker. */
export async function startMongo(): Promise<OwnMongo> {
  const { MongoDBContainer } = await import('@testcontainers/mongodb')
  const container = await new MongoDBContainer(process.env.SOUNDMILL_MONGO_IMAGE ?? MONGO_IMAGE).start()
  return {
    // The replica set knows itself by a name that only resolves inside the container.
    url: `${container.getConnectionString()}/?directConnection=true`,
    async stop() {
      await container.stop()
    },
  }
}

const MONGO_IMAGE = 'mongo:8'
