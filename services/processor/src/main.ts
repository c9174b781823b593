import { createAudioEngine } from '@soundmill/audio'
import { openS3Blobs, S3Env, s3Options } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { ProcessorEnv, workerName } from './env.ts'
import { countOutcomes } from './metrics.ts'
import { createProcessor } from './processor.ts'

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...ProcessorEnv })

await run('processor', Config, async ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  return [
    createProcessor({
      events,
      blobs,
      audio: createAudioEngine(),
      subjects: subjectsOf(config.SOUNDMILL_NAMESPACE),
      log,
      scratchDir: config.PROCESSOR_SCRATCH_DIR,
      scratchMaxBytes: config.PROCESSOR_SCRATCH_MAX_BYTES,
      worker: workerName(),
      concurrency: config.PROCESSOR_CONCURRENCY,
      onOutcome: countOutcomes(metrics),
    }),
  ]
})
