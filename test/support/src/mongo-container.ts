/** Begins the replica set once, and is a glance at a file from then on. */
const ONE_MEMBER = `[ -e /tmp/replicates ] || { mongosh --quiet --eval '
  try { rs.status() } catch { rs.initiate() }
  while (!db.hello().isWritablePrimary) sleep(100)' && touch /tmp/replicates; }`

/**
 * A container of MongoDB, a replica set of one. As testcontainers would have it, mongosh asks every five seconds how it
 * is, for as long as it runs: two seconds of CPU each time, and on a busy machine a core for ever (measured).
 */
export async function startMongoContainer(image = process.env.SOUNDMILL_MONGO_IMAGE ?? 'mongo:8') {
  const { MongoDBContainer } = await import('@testcontainers/mongodb')
  const container = await new MongoDBContainer(image)
    .withHealthCheck({ test: ['CMD-SHELL', ONE_MEMBER], interval: 2_000, timeout: 60_000, retries: 1_000 })
    .start()
  return {
    // The replica set knows itself by a name that only resolves inside the container.
    address: `${container.getConnectionString()}/?directConnection=true`,
    stop: () => container.stop(),
  }
}
