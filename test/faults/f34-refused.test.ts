import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runMain } from '../journey/stacks/main-process.ts'
import { atEase, saidBy } from './readiness.ts'
import { SECRET, TROUBLES, WRONG } from './refusing.ts'
import { sharedServers, viewIsMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const ONE_SHOTS: Array<{ what: string; service: string; environment: Record<string, string>; says: RegExp }> =
  [
    {
      what: 'names the address of NATS',
      service: 'topology',
      environment: { NATS_URL: 'nats://127.0.0.1:1' },
      says: /nobody listens there: look at NATS_URL/,
    },
    {
      what: 'names the account of the store',
      service: 'topology',
      environment: { S3_SECRET_KEY: SECRET },
      says: /says AccessDenied: look at S3_ACCESS_KEY, S3_SECRET_KEY/,
    },
    {
      what: 'names the address of MongoDB',
      service: 'services/status/src/rebuild/main.ts',
      environment: { MONGO_URL: `mongodb://me:${SECRET}@127.0.0.1:1/?serverSelectionTimeoutMS=500` },
      says: /: look at MONGO_URL/,
    },
  ]

describe.skipIf(viewIsMissing)(
  'F34: a process that cannot work with its servers says what to look at',
  () => {
    let world: FaultWorld
    beforeAll(async () => {
      world = await openFaultWorld({ ingests: 0, processors: 0, status: false })
    })
    afterAll(() => world?.close())

    it.each(TROUBLES)(
      '$what',
      async ({ services, readyAllTheSame, arrange }) => {
        async function recovers(service: string) {
          const { environment, steps } = await arrange(world, service)
          const process = await world.another(service, environment)
          const started = process.start()
          started.catch(() => {})
          for (const { says, mend } of steps) {
            const { ready, waiting } = await saidBy(process, says)
            if (service === readyAllTheSame) await started
            else expect(ready, waiting.join()).toBe(false)
            await mend()
          }
          await started
          await atEase(process)
          expect(process.logged().join('\n')).not.toMatch(new RegExp(`${SECRET}|${WRONG}`))
          await process.kill()
        }
        await Promise.all(services.map(recovers))
      },
      300_000,
    )

    it.each(ONE_SHOTS)('the step $service fails, and $what', async ({ service, environment, says }) => {
      const { s3, natsUrl } = sharedServers()
      const right = { NATS_URL: natsUrl, S3_ENDPOINT: s3.endpoint, SOUNDMILL_NAMESPACE: world.namespace }
      const account = { S3_BUCKET: world.namespace, S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey }
      const failed = runMain(service, { ...right, ...account, ...environment })
      await expect(failed).rejects.toThrow(says)
      await expect(failed).rejects.not.toThrow(SECRET)
    })
  },
)
