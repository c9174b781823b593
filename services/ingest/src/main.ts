import { openS3Blobs, S3Env, s3Options } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { createIngest, IngestEnv, ingestOptions } from './index.ts'

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...IngestEnv })

await run('ingest', Config, async ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const subjects = subjectsOf(config.SOUNDMILL_NAMESPACE)
  return [createIngest({ events, blobs, subjects, log, metrics, ...ingestOptions(config) })]
})
