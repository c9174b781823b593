import { openS3Blobs, S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, natsPair, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { createNeighbours, measureLog, RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { StatusEnv, statusOptions } from './env.ts'
import { createStatus } from './status.ts'
import { MongoEnv, mongoOptions, mongoTogether, openMongoStore } from './store/mongo/index.ts'

const Config = z
  .object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...MongoEnv, ...StatusEnv })
  .check(natsPair, s3Together, mongoTogether)

await run('status', Config, ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const store = use(openMongoStore(mongoOptions(config)), 'status store')
  measureLog(metrics, events)
  return [
    createNeighbours({
      log,
      neighbours: [
        { name: 'event log', ask: () => events.check(), isNeeded: true },
        { name: 'blob store', ask: () => blobs.head('artifacts/probe') },
        { name: 'views', ask: () => store.check(), isNeeded: true },
      ],
    }),
    createStatus({ events, store, blobs, log, metrics, ...statusOptions(config) }),
  ]
})
