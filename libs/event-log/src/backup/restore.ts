import { subjectsOf } from '@soundmill/events'
import { connect, type NatsConnection } from 'nats'
import { z } from 'zod'
import { connectOptions } from '../jetstream/connection.ts'
import { restoredNow } from '../jetstream/epoch.ts'
import type { BackupOptions, BackupReport } from './back-up.ts'
import { type BackupReader, BackupUnusableError, readBackup } from './files.ts'
import { askServer, isMissing, LogRefusedError, understood } from './snapshot-api.ts'

const CHUNK_BYTES = 128 * 1024
/** A server confirms a chunk when it is on its disk, and the last one when it has read all of them again. */
const CHUNK_MS = 60_000
const LAST_CHUNK_MS = 600_000

const Begun = z.object({ deliver_subject: z.string() })
const Restored = z.object({ state: z.object({ messages: z.int(), last_seq: z.int() }) })

/**
 * Makes the log from a backup, on a server that has none. The services may run meanwhile: for them it is away, then
 * it is another log (see `epochOf`), which they read from its start. Nothing is ever taken away here: where there is
 * a stream already, it must be removed by somebody who has looked at it.
 *
 * Rejects with BackupUnusableError, LogRefusedError, or the client's own error.
 */
export async function restoreLog({ namespace, dir, ...nats }: BackupOptions): Promise<BackupReport> {
  const { stream } = subjectsOf(namespace ?? 'soundmill')
  const backup = await readBackup(dir)
  const { name } = backup.record.config
  if (name !== stream)
    throw new BackupUnusableError(`${dir} is a backup of the stream ${name}, and ${stream} is wanted`)
  const nc = await connect({ ...connectOptions(nats), maxReconnectAttempts: 0 })
  try {
    await expectNone(nc, stream)
    return await send(nc, backup)
  } finally {
    await nc.close()
  }
}

async function expectNone(nc: NatsConnection, stream: string): Promise<void> {
  const jsm = await nc.jetstreamManager({ checkAPI: false })
  const found = await jsm.streams.info(stream).catch((err: unknown) => {
    if (isMissing(err)) return undefined
    throw err
  })
  if (found)
    throw new LogRefusedError(`there is a stream ${stream} already, of ${found.state.messages} events`)
}

async function send(nc: NatsConnection, { record, chunks }: BackupReader): Promise<BackupReport> {
  const { config, state } = record
  const { deliver_subject } = await askServer(nc, {
    subject: `$JS.API.STREAM.RESTORE.${config.name}`,
    body: { config: { ...config, description: restoredNow() }, state },
    answer: Begun,
  })
  let bytes = 0
  for await (const chunk of chunks(CHUNK_BYTES)) {
    const { data, json } = await nc.request(deliver_subject, chunk, { timeout: CHUNK_MS })
    // Nothing, or why it takes no more.
    if (data.length > 0) understood(json(), z.unknown())
    bytes += chunk.length
  }
  const last = await nc.request(deliver_subject, undefined, { timeout: LAST_CHUNK_MS })
  const restored = understood(last.json(), Restored)
  if (restored.state.last_seq !== state.last_seq || restored.state.messages !== state.messages)
    throw new LogRefusedError(
      `the server has restored ${restored.state.messages} of ${state.messages} events`,
    )
  return { events: restored.state.messages, lastSequence: restored.state.last_seq, bytes }
}
