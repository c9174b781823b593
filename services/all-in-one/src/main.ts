import { join } from 'node:path'
import { createAudioEngine } from '@soundmill/audio'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { natsOptions, natsPair, OwnNatsEnv, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { NatsServerEnv, startNatsServer } from '@soundmill/event-log/nats-server'
import { ensureTopology, TopologyEnv, topologyOptions } from '@soundmill/event-log/topology'
import { subjectsOf } from '@soundmill/events'
import { createIngest, IngestEnv, ingestOptions } from '@soundmill/ingest'
import {
  countToolEnds,
  createProcessor,
  LANES,
  measureProcessor,
  ProcessorEnv,
  workerName,
} from '@soundmill/processor'
import { createNeighbours, measureLog, RuntimeEnv, run } from '@soundmill/runtime'
import { createStatus, StatusEnv, statusOptions } from '@soundmill/status'
import { openMemoryStore } from '@soundmill/status/store/memory'
import { z } from 'zod'
import { AllInOneEnv } from './env.ts'

const Config = z
  .object({
    ...RuntimeEnv,
    ...OwnNatsEnv,
    ...NatsServerEnv,
    ...TopologyEnv,
    ...IngestEnv,
    ...ProcessorEnv,
    ...StatusEnv,
    ...AllInOneEnv,
  })
  .check(natsPair)

/**
 * The whole system in one process: blobs in files, views in memory, and the log in a nats-server of its own
 * where none is given. Stopped and started again it goes on where it was: views are rebuilt from the log.
 */
await run('all-in-one', Config, async ({ config, log, metrics, use }) => {
  const { DATA_DIR, PROCESSOR_SCRATCH_DIR = join(DATA_DIR, 'scratch') } = config
  const url = config.NATS_URL ?? use(await ownNatsServer(), 'nats-server').url
  const nats = natsOptions({ ...config, NATS_URL: url })
  for (const done of await ensureTopology({ ...nats, ...topologyOptions(config) })) log.info({}, done)

  const events = use(openJetStreamLog({ ...nats, log }), 'event log')
  const blobs = use(await openFsBlobs({ dir: join(DATA_DIR, 'blobs') }), 'blob store')
  const store = use(openMemoryStore(), 'status store')
  const subjects = subjectsOf(config.SOUNDMILL_NAMESPACE)
  const space = {
    scratchDir: PROCESSOR_SCRATCH_DIR,
    scratchMaxBytes: config.PROCESSOR_SCRATCH_MAX_BYTES,
    concurrency: config.PROCESSOR_CONCURRENCY,
  }
  measureLog(metrics, events)
  return [
    createNeighbours({ log, neighbours: [{ name: 'event log', ask: () => events.check({ lanes: LANES }) }] }),
    createStatus({ events, store, blobs, log, metrics, ...statusOptions(config) }),
    createIngest({ events, blobs, subjects, log, metrics, ...ingestOptions(config) }),
    createProcessor({
      events,
      blobs,
      subjects,
      log,
      audio: createAudioEngine({ onToolEnded: countToolEnds(metrics) }),
      worker: workerName(),
      ...space,
      ...measureProcessor(metrics, space),
    }),
  ]

  function ownNatsServer() {
    const { NATS_SERVER_BIN: binary, NATS_SERVER_PORT: port } = config
    return startNatsServer({ dir: join(DATA_DIR, 'nats'), log, binary, port })
  }
})
