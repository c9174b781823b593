import type { Registry } from '@soundmill/runtime'
import { Counter, Gauge } from 'prom-client'

/** What is counted here, in base units, never labelled by episode or job. */
export type IngestMetrics = ReturnType<typeof createIngestMetrics>

/** Once for each registry: a name can be taken only once. */
export function createIngestMetrics(registry: Registry) {
  const registers = [registry]
  return {
    uploadBytes: new Counter({
      name: 'ingest_upload_bytes_total',
      help: 'Bytes of recordings that arrived, whatever became of them',
      registers,
    }),
    uploadsInHand: new Gauge({
      name: 'ingest_uploads_in_hand',
      help: 'Uploads that are under way',
      registers,
    }),
    uploadsRefused: new Counter({
      name: 'ingest_uploads_refused_total',
      help: 'Uploads that were refused or given up, by the code their clients were told',
      labelNames: ['code'] as const,
      registers,
    }),
    ...settlingMetrics(registers),
  }
}

/** Of what comes after uploads: the reconciler and the sweeper. */
function settlingMetrics(registers: Registry[]) {
  return {
    reconciled: new Counter({
      name: 'ingest_reconciled_total',
      help: 'Submits announced by the reconciler, because their request could not',
      registers,
    }),
    oldestUnannouncedSeconds: new Gauge({
      name: 'ingest_outbox_oldest_unannounced_seconds',
      help: 'Age of the oldest outbox entry not seen in the log as of the last pass; 0 when there is none',
      registers,
    }),
    unreadableEntries: new Gauge({
      name: 'ingest_outbox_unreadable_entries',
      help: 'Outbox entries that cannot be read, or announced for what stands in their place; for a person to see to',
      registers,
    }),
    swept: new Counter({
      name: 'ingest_swept_total',
      help: 'Leftovers that were taken out of the store, by kind',
      labelNames: ['kind'] as const,
      registers,
    }),
    lastSweep: new Gauge({
      name: 'ingest_sweep_last_success_timestamp_seconds',
      help: 'When the whole store was last searched and rid of leftovers; 0 when it never was, by this process',
      registers,
    }),
  }
}
