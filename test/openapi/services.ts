import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { createIngest } from '@soundmill/ingest'
import { createMetrics, type Service, silentLog } from '@soundmill/runtime'
import { createStatus } from '@soundmill/status'
import { openMemoryStore } from '@soundmill/status/store/memory'

/** Every service with routes, put together and never started: there need not be a log behind it. */
export async function allServices(): Promise<{ services: Service[]; close(): Promise<void> }> {
  const log = silentLog()
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-openapi-'))
  const events = openJetStreamLog({ url: 'nats://127.0.0.1:1', namespace: 'soundmill', log })
  const blobs = await openFsBlobs({ dir })
  const store = openMemoryStore()
  const parts = { events, blobs, log }
  return {
    services: [
      createStatus({ ...parts, store }),
      createIngest({ ...parts, subjects: subjectsOf('soundmill'), metrics: createMetrics() }),
    ],
    async close() {
      await Promise.all([events.close(), store.close()])
      await rm(dir, { recursive: true })
    },
  }
}
