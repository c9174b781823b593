import type { Registry } from '@soundmill/runtime'
import { Counter, Gauge } from 'prom-client'
import type { Projection } from './projection/projection.ts'

/** Counts what the projection passes over. */
export function countUnreadable(metrics: Registry): () => void {
  const unreadable = new Counter({
    name: 'projection_unreadable_events_total',
    help: 'Events that were left out of the view, for this release cannot read them; again after each start from there',
    registers: [metrics],
  })
  return () => unreadable.inc()
}

/** How far the views are behind the log, and who listens. Asked at every scrape; nothing runs in between. */
export function measureStatus(metrics: Registry, projection: Projection, sseClients: () => number): void {
  new Gauge({
    name: 'projection_lag_messages',
    help: 'Facts in the log that are not in the view yet',
    registers: [metrics],
    async collect() {
      // While the log cannot be asked, the last number is the best there is.
      const lag = await projection.lagMessages().catch(() => undefined)
      if (lag !== undefined) this.set(lag)
    },
  })
  new Gauge({
    name: 'projection_lag_seconds',
    help: 'Age of the oldest fact that was heard and is not in the view yet',
    registers: [metrics],
    collect() {
      this.set(projection.lagSeconds())
    },
  })
  new Gauge({
    name: 'sse_clients',
    help: 'Open streams of events',
    registers: [metrics],
    collect() {
      this.set(sseClients())
    },
  })
}
