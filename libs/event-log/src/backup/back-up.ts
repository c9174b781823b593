import { subjectsOf } from '@soundmill/events'
import { connect, createInbox, type NatsConnection, type Subscription } from 'nats'
import { connectOptions, type NatsOptions } from '../jetstream/connection.ts'
import { BackupRecord, type BackupWriter, createBackup } from './files.ts'
import { askServer, LogRefusedError } from './snapshot-api.ts'

export type BackupOptions = NatsOptions & {
  namespace?: string
  /** Where the backup is, or is to be. */
  dir: string
}

/** `events`: how many messages; `lastSequence`: the place of the newest one; `bytes`: how large the backup is. */
export type BackupReport = { events: number; lastSequence: number; bytes: number }

const CHUNK_BYTES = 128 * 1024
/** A server that has sent nothing for so long will not. */
const STALLED_MS = 60_000

/**
 * Copies the whole log, as it is at one moment, into a new directory while everything runs: the messages with their
 * sequences, and how far the workers are. It is read by the server itself and costs the services nothing but the
 * disk. What fails leaves no directory behind.
 *
 * Rejects with BackupUnusableError, LogRefusedError, or the client's own error.
 */
export async function backUpLog({ namespace, dir, ...nats }: BackupOptions): Promise<BackupReport> {
  const { stream } = subjectsOf(namespace ?? 'soundmill')
  const connection = { ...connectOptions(nats), maxReconnectAttempts: 0 }
  const nc = await connect(connection)
  try {
    const backup = await createBackup(dir)
    try {
      const record = await copy({ nc, stream, inbox: createInbox(connection.inboxPrefix) }, backup)
      const bytes = await backup.commit(record)
      return { events: record.state.messages, lastSequence: record.state.last_seq, bytes }
    } catch (err) {
      await backup.discard()
      throw err
    }
  } finally {
    await nc.close()
  }
}

type Source = { nc: NatsConnection; stream: string; inbox: string }

async function copy({ nc, stream, inbox }: Source, backup: BackupWriter): Promise<BackupRecord> {
  const chunks = nc.subscribe(inbox)
  const record = await askServer(nc, {
    subject: `$JS.API.STREAM.SNAPSHOT.${stream}`,
    body: { deliver_subject: inbox, chunk_size: CHUNK_BYTES },
    answer: BackupRecord,
  })
  await writeAll(nc, chunks, backup)
  return record
}

/** A chunk is confirmed once it is written, so that no more of them wait here than the server allows for. */
async function writeAll(nc: NatsConnection, chunks: Subscription, backup: BackupWriter): Promise<void> {
  const stalled = setTimeout(() => chunks.unsubscribe(), STALLED_MS)
  try {
    for await (const { data, reply, headers } of chunks) {
      if (headers && headers.code >= 400) throw new LogRefusedError(headers.description)
      if (data.length === 0) return
      await backup.write(data)
      if (reply) nc.publish(reply)
      stalled.refresh()
    }
  } finally {
    clearTimeout(stalled)
  }
  throw new LogRefusedError('the server stopped in the middle of it')
}
