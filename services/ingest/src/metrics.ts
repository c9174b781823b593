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
  }
}
