import { openS3Blobs, S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, natsPair, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { createNeighbours, measureLog, RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { createIngest, IngestEnv, ingestOptions } from './index.ts'

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...IngestEnv }).check(natsPair, s3Together)

await run('ingest', Config, async ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const subjects = subjectsOf(config.SOUNDMILL_NAMESPACE)
  measureLog(metrics, events)
  return [
    createNeighbours({
      log,
      neighbours: [
        { name: 'event log', ask: () => events.check() },
        { name: 'blob store', ask: () => blobs.head('outbox/probe'), isNeeded: true },
      ],
    }),
    createIngest({ events, blobs, subjects, log, metrics, ...ingestOptions(config) }),
  ]
})
