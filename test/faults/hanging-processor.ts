import { createAudioEngine } from '@soundmill/audio'
import { openS3Blobs, S3Env, s3Options } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { ProcessorEnv, workerName } from '../../services/processor/src/env.ts'
import { createProcessor } from '../../services/processor/src/processor.ts'

const FaultEnv = {
  FAULT_FFMPEG: z.string().describe('the ffmpeg that is used'),
  FAULT_STALL_MS: z.coerce.number().describe('how long it may stand still, in milliseconds'),
}

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...ProcessorEnv, ...FaultEnv })

/** The main of the processor with an ffmpeg that can hang, and less patience with it than a minute. */
await run('processor', Config, async ({ config, log, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  return [
    createProcessor({
      events,
      blobs,
      audio: createAudioEngine({ ffmpegPath: config.FAULT_FFMPEG, stallMs: config.FAULT_STALL_MS }),
      subjects: subjectsOf(config.SOUNDMILL_NAMESPACE),
      log,
      scratchDir: config.PROCESSOR_SCRATCH_DIR,
      scratchMaxBytes: config.PROCESSOR_SCRATCH_MAX_BYTES,
      worker: workerName(),
      concurrency: config.PROCESSOR_CONCURRENCY,
    }),
  ]
})
