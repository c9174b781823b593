import { openS3Blobs, S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { eraseEpisode } from '@soundmill/event-log/erase'
import { NatsEnv, natsOptions, natsPair, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { EraseEnv } from '../env.ts'
import { episodesNamed } from '../episodes-named.ts'
import { eraseAll } from './erase-all.ts'
import type { Where } from './leftovers.ts'

const Config = z.object({ ...LogEnv, ...NatsEnv, ...S3Env, ...EraseEnv }).check(natsPair, s3Together)

/** `erase EPISODE…`, where log and store are servers. Its NATS user is the only one that may take events away. */
await runOnce('erase', Config, async ({ config, log, use, closing: signal }) => {
  const episodes = episodesNamed(process.argv.slice(2))
  const nats = natsOptions(config)
  const { ERASE_WAIT_MS: waitMs, ERASE_QUIET_MS: quietMs } = config
  const events = use(openJetStreamLog({ ...nats, log }), 'event log')
  const blobs = use(openS3Blobs(s3Options(config)), 'blob store')
  const purge = (where: Where) => eraseEpisode(nats, where)
  const subjects = subjectsOf(config.SOUNDMILL_NAMESPACE)
  await eraseAll({ events, blobs, subjects, log, purge, waitMs, quietMs, signal }, episodes)
  process.stderr.write(`erased: ${episodes.join(', ')}\n`)
})
