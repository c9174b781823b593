import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { expectDurable } from './durable.ts'
import { createFlood } from './flood.ts'
import { serversAreMissing, sharedServers } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const MIB = 1024 ** 2
const UPLOADS = 50
const BYTES_EACH = 128 * MIB
/** Of ingest at its peak: 256 MiB of parts in flight (UPLOAD_MEMORY_BYTES), and the process around them. */
const MOST_RESIDENT_BYTES = 400_000_000

describe.skipIf(serversAreMissing)(`F4: ${UPLOADS} uploads of ${BYTES_EACH / MIB} MiB at once`, () => {
  let world: FaultWorld
  beforeAll(async () => {
    // Not through our line: it would be as busy as the service.
    const environment = { S3_ENDPOINT: sharedServers().s3.endpoint }
    world = await openFaultWorld({ processors: 0, environment })
  })
  afterAll(() => world?.close())

  it(
    'are all taken in little memory, and every byte is where it belongs',
    async () => {
      const { upload } = createFlood(BYTES_EACH)
      const began = Date.now()
      const accepted = await Promise.all(
        Array.from({ length: UPLOADS }, async () => {
          const answer = await upload(world.ingest.url)
          await expectDurable(world, answer)
          return answer
        }),
      )
      const resident = await world.ingest.residentBytes()
      const seconds = (Date.now() - began) / 1000
      console.log(
        `peak resident memory of ingest: ${Math.round((resident ?? 0) / MIB)} MiB; ` +
          `${Math.round((UPLOADS * BYTES_EACH) / MIB / seconds)} MiB/s`,
      )
      // Nobody works on them here: canceling is an outcome, too.
      for (const { episode, job } of accepted) {
        const url = `${world.ingest.url}/v1/episodes/${episode}/jobs/${job}/cancel`
        expect((await fetch(url, { method: 'POST' })).status).toBe(200)
      }
      expect(await checkPromises(world, accepted)).toEqual([])
      // Elsewhere than on Linux nobody can be asked.
      if (resident !== undefined) expect(resident).toBeLessThan(MOST_RESIDENT_BYTES)
    },
    10 * 60_000,
  )
})
