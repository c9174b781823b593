import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Subjects } from '@soundmill/events'
import type { Logger, Registry, Service } from '@soundmill/runtime'
import { z } from 'zod'
import { IngestEnv, type IngestLimits, ingestOptions, pacesOf } from './env.ts'
import { cancelJob } from './http/cancel-job.ts'
import { createEpisode } from './http/create-episode.ts'
import { deleteEpisodeRoute } from './http/delete-episode.ts'
import { createJob, requeueDeadLetter } from './http/further-jobs.ts'
import { createInHand } from './http/in-hand.ts'
import { lanes } from './http/lanes.ts'
import { uploads } from './http/uploads.ts'
import { createGate } from './lanes/gate.ts'
import { createIngestMetrics } from './metrics.ts'
import { every, type Repeating } from './reconcile/every.ts'
import { createReconciler } from './reconcile/reconciler.ts'
import { createOutbox } from './submit/outbox.ts'
import { createSweeper } from './sweep/sweeper.ts'

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
  const inHand = createInHand({
    ...limits,
    paces: pacesOf(limits),
    onCount: (uploads) => metrics.uploadsInHand.set(uploads),
    onRefused: (code) => metrics.uploadsRefused.inc({ code }),
  })
  const gate = createGate(events)
  const deps = {
    gate,
    events,
    blobs,
    outbox: createOutbox(blobs),
    subjects,
    log,
    metrics,
    now,
  }
  const reconciler = createReconciler(deps)
  const sweeper = createSweeper(deps)
  let repeating: Repeating[] = []
  let isStopping = false

  return {
    name: 'ingest',
    async routes(app) {
      app.server.on('clientError', inHand.distrust)
      const onBytes = (bytes: number) => metrics.uploadBytes.inc(bytes)
      const { maxUploadBytes, maxCoverBytes, maxSources, resumableTtlMs } = limits
      const taking = { ...deps, inHand, maxUploadBytes, maxSources, onBytes }
      await app.register(createEpisode({ ...taking, maxCoverBytes }))
      await app.register(uploads({ ...taking, ttlMs: resumableTtlMs }))
      await app.register(cancelJob(deps))
      await app.register(createJob(deps))
      await app.register(requeueDeadLetter(deps))
      await app.register(deleteEpisodeRoute(deps))
      await app.register(lanes(deps))
    },
    async start() {
      const onFailure = (what: string) => (err: unknown) =>
        log.warn({ err }, `${what} could not be looked through`)
      repeating = [
        every(limits.reconcileEveryMs, reconciler.pass, onFailure('the outbox')),
        every(limits.sweepEveryMs, sweeper.pass, onFailure('the store')),
      ]
    },
    waitingFor: () => (isStopping ? 'stopping' : undefined),
    async stop(graceMs) {
      isStopping = true
      await Promise.all([inHand.stop(graceMs), ...repeating.map((each) => each.stop())])
    },
  }
}
