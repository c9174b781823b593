import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Subjects } from '@soundmill/events'
import type { Logger, Registry, Service } from '@soundmill/runtime'
import { z } from 'zod'
import { IngestEnv, type IngestLimits, ingestOptions } from './env.ts'
import { cancelJob } from './http/cancel-job.ts'
import { createEpisode } from './http/create-episode.ts'
import { createInHand } from './http/in-hand.ts'
import { createIngestMetrics } from './metrics.ts'
import { every, type Repeating } from './reconcile/every.ts'
import { createReconciler } from './reconcile/reconciler.ts'
import { createOutbox } from './submit/outbox.ts'

export type IngestOptions = {
  events: EventLog
  blobs: BlobStore
  /** Of the namespace the log was opened with. */
  subjects: Subjects
  log: Logger
  metrics: Registry
  limits?: Partial<IngestLimits>
  /** The clock; tests move it. */
  now?: () => Date
}

const DEFAULTS = ingestOptions(z.object(IngestEnv).parse({})).limits

/**
 * Takes recordings in over HTTP, stores them, and says so once; ends jobs when asked to. It knows nothing
 * of what becomes of them. It works while the log is away: uploads are announced when it is back.
 */
export function createIngest(options: IngestOptions): Service {
  const { events, blobs, subjects, log, metrics: registry, now = () => new Date() } = options
  const limits = { ...DEFAULTS, ...options.limits }
  const metrics = createIngestMetrics(registry)
  const inHand = createInHand({ windowMs: limits.stallMs, minBytesPerSecond: limits.minBytesPerSecond })
  const deps = {
    events,
    blobs,
    outbox: createOutbox(blobs),
    subjects,
    log,
    metrics,
    now,
  }
  const reconciler = createReconciler(deps)
  let reconciling: Repeating | undefined
  let isStopping = false

  return {
    name: 'ingest',
    async routes(app) {
      const onBytes = (bytes: number) => metrics.uploadBytes.inc(bytes)
      const { maxUploadBytes } = limits
      await app.register(createEpisode({ ...deps, inHand, maxUploadBytes, onBytes }))
      await app.register(cancelJob(deps))
    },
    async start() {
      const onFailure = (err: unknown) => log.warn({ err }, 'the outbox could not be looked through')
      reconciling = every(limits.reconcileEveryMs, reconciler.pass, onFailure)
    },
    waitingFor: () => (isStopping ? 'stopping' : undefined),
    async stop(graceMs) {
      isStopping = true
      await Promise.all([inHand.stop(graceMs), reconciling?.stop()])
    },
  }
}
