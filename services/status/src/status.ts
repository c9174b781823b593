import { setMaxListeners } from 'node:events'
import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Registry, Service } from '@soundmill/runtime'
import { createProgressHub } from './http/progress-hub.ts'
import { statusRoutes } from './http/routes.ts'
import { createSeats, MAX_STREAMS } from './http/seats.ts'
import type { Log } from './log.ts'
import { measureEventLog } from './measure-event-log.ts'
import { countUnreadable, measureStatus } from './metrics.ts'
import { createNews } from './projection/news.ts'
import { createProjection } from './projection/projection.ts'
import { createTail } from './projection/tail.ts'
import { measureQueue } from './queue/measure-queue.ts'
import { createProgressMemory } from './queue/progress-memory.ts'
import { createQueue } from './queue/queue.ts'
import type { StatusStore } from './store/index.ts'
import { keepTidy } from './store/keep-tidy.ts'

/** What the service is given, and what about it can be tuned. */
export type StatusOptions = {
  events: EventLog
  store: StatusStore
  blobs: BlobStore
  log?: Log
  metrics?: Registry
  /** How often a silent stream of events shows that it is alive; what a client does not take for so long is dropped. */
  heartbeatMs?: number
  /** How many streams of events may be open at the same time; default 5,000. */
  maxStreams?: number
}

const SILENT: Log = { info: () => {}, warn: () => {} }

/** Proxies usually drop a connection that is silent for 60 s. */
const HEARTBEAT_MS = 15_000

/**
 * Facts in, answers out: follows the log, keeps a view of every episode, and answers questions about it. It
 * starts whether or not log and stores are there, and keeps trying; what it holds can always be built again.
 */
export function createStatus(options: StatusOptions): Service {
  const { events, store, blobs, log = SILENT, metrics } = options
  const { heartbeatMs = HEARTBEAT_MS, maxStreams = MAX_STREAMS } = options
  const news = createNews()
  const progress = createProgressHub()
  const tail = createTail()
  const tidying = keepTidy(store, log)
  const onSkipped = metrics && countUnreadable(metrics)
  const projection = createProjection({ events, store, news, tail, log, onErased: tidying.soon, onSkipped })
  const closing = new AbortController()
  // Every open stream listens for it.
  setMaxListeners(0, closing.signal)
  const memory = createProgressMemory()
  const queue = createQueue({ store, events, memory })
  let stopListening = () => {}
  if (metrics) {
    measureStatus(metrics, projection, progress.size)
    measureQueue(metrics, queue, store)
    measureEventLog(metrics, events)
  }

  return {
    name: 'status',
    routes: statusRoutes(
      {
        events,
        store,
        blobs,
        news,
        progress,
        queue,
        tail,
        seats: createSeats(maxStreams),
        lag: projection.lagMessages,
        heartbeatMs,
        closing: closing.signal,
      },
      () => closing.abort(),
    ),
    async start() {
      memory.begin()
      stopListening = events.progress.listen((report) => {
        progress.report(report)
        memory.hear(report)
      })
      projection.start()
      tidying.start()
    },
    waitingFor: () => (projection.caughtUp() ? undefined : 'the view to catch up'),
    async stop() {
      closing.abort()
      stopListening()
      progress.close()
      await Promise.all([projection.stop(), tidying.stop()])
    },
  }
}
