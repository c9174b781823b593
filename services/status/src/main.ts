import { openS3Blobs, S3Env, s3Options } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { StatusEnv, statusOptions } from './env.ts'
import { createStatus } from './status.ts'
import { MongoEnv, openMongoStore } from './store/mongo/index.ts'

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...MongoEnv, ...StatusEnv })

await run('status', Config, ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const store = use(openMongoStore({ url: config.MONGO_URL }), 'status store')
  return [createStatus({ events, store, blobs, log, metrics, ...statusOptions(config) })]
})
