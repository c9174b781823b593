import { join } from 'node:path'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { eraseEpisode } from '@soundmill/event-log/erase'
import { natsOptions, natsPair, OwnNatsEnv, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { EraseEnv, LocalEnv } from '../env.ts'
import { episodesNamed } from '../episodes-named.ts'
import { eraseAll } from '../erase/erase-all.ts'
import type { Where } from '../erase/leftovers.ts'
import { natsOf } from './nats-of.ts'

const Config = z.object({ ...LogEnv, ...OwnNatsEnv, ...EraseEnv, ...LocalEnv }).check(natsPair)

/** `npm run erase -- EPISODE…`: beside the all-in-one process, while that runs. */
await runOnce('erase', Config, async ({ config, log, use, closing: signal }) => {
  const episodes = episodesNamed(process.argv.slice(2))
  const { DATA_DIR, NATS_URL = await natsOf(DATA_DIR) } = config
  const { ERASE_WAIT_MS: waitMs, ERASE_QUIET_MS: quietMs } = config
  const nats = natsOptions({ ...config, NATS_URL })
  const events = use(openJetStreamLog({ ...nats, log }), 'event log')
  const blobs = use(await openFsBlobs({ dir: join(DATA_DIR, 'blobs') }), 'blob store')
  const purge = (where: Where) => eraseEpisode(nats, where)
  const subjects = subjectsOf(config.SOUNDMILL_NAMESPACE)
  await eraseAll({ events, blobs, subjects, log, purge, waitMs, quietMs, signal }, episodes)
  process.stderr.write(`erased: ${episodes.join(', ')}\n`)
})
