import { createAudioEngine } from '@soundmill/audio'
import { openS3Blobs, S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { NatsEnv, natsOptions, natsPair, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { createNeighbours, measureLog, RuntimeEnv, run } from '@soundmill/runtime'
import { z } from 'zod'
import { ProcessorEnv, workerName } from './env.ts'
import { countToolEnds, measureProcessor } from './metrics/index.ts'
import { createProcessor, LANES } from './processor.ts'

const Config = z.object({ ...RuntimeEnv, ...NatsEnv, ...S3Env, ...ProcessorEnv }).check(natsPair, s3Together)

await run('processor', Config, async ({ config, log, metrics, use }) => {
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const space = {
    scratchDir: config.PROCESSOR_SCRATCH_DIR,
    scratchMaxBytes: config.PROCESSOR_SCRATCH_MAX_BYTES,
    concurrency: config.PROCESSOR_CONCURRENCY,
  }
  measureLog(metrics, events)
  return [
    createNeighbours({
      log,
      neighbours: [
        { name: 'event log', ask: () => events.check({ lanes: LANES }), isNeeded: true },
        { name: 'blob store', ask: () => blobs.head('artifacts/probe'), isNeeded: true },
      ],
    }),
    createProcessor({
      events,
      blobs,
      audio: createAudioEngine({ onToolEnded: countToolEnds(metrics) }),
      subjects: subjectsOf(config.SOUNDMILL_NAMESPACE),
      log,
      worker: workerName(),
      ...space,
      ...measureProcessor(metrics, space),
    }),
  ]
})
