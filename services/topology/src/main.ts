import { ensureBucket, S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, natsPair } from '@soundmill/event-log/jetstream'
import { ensureTopology, TopologyEnv, topologyOptions } from '@soundmill/event-log/topology'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'

const Config = z.object({ ...LogEnv, ...NatsEnv, ...TopologyEnv, ...S3Env }).check(natsPair, s3Together)

/**
 * The step before the services: makes the stream, the consumers and the bucket, or reports what had drifted,
 * and ends. The services only use them, with permissions too narrow to make them.
 */
await runOnce('topology', Config, async ({ config, log }) => {
  for (const done of await ensureTopology({ ...natsOptions(config), ...topologyOptions(config) }))
    log.info({}, done)
  await ensureBucket(s3Options(config))
  log.info({ bucket: config.S3_BUCKET }, 'the bucket is there')
})
