import type { EventLog, LogState } from '@soundmill/event-log'
import { inTime, type Registry } from '@soundmill/runtime'
import { Gauge } from 'prom-client'
import { remembered } from './queue/remembered.ts'

/** A scrape does not wait longer for the log: then the last numbers are the best there are. */
const PATIENCE_MS = 2_000
/** However many scrape, and for both numbers at once. */
const ASKED_FOR_MS = 1_000

/** How full the log is and where it ends: of the whole system, told by each replica of this service. */
export function measureEventLog(metrics: Registry, events: Pick<EventLog, 'state'>): void {
  const state = remembered(ASKED_FOR_MS, () => events.state())
  const asked = (): Promise<LogState | undefined> => inTime(state('now'), PATIENCE_MS)

  new Gauge({
    name: 'event_log_fill_ratio',
    help: 'Bytes in the event log, of the most it may have; from 0 to 1',
    registers: [metrics],
    async collect() {
      const now = await asked()
      if (now) this.set(now.fill)
    },
  })
  new Gauge({
    name: 'event_log_last_sequence',
    help: 'Number of the last event in the log; one that goes back tells of a log that lost its end',
    registers: [metrics],
    async collect() {
      const now = await asked()
      if (now) this.set(now.lastSequence)
    },
  })
}
