import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/*
 * A backup is a directory of two files, and they are those of `nats stream backup`: either tool restores what the
 * other has made. Ours says besides what the bytes must be.
 */
const CHUNKS = 'stream.tar.s2'
const RECORD = 'backup.json'

/** As the server says it, to be given back to it as it was: what a newer one adds is kept. */
export const BackupRecord = z.object({
  config: z.looseObject({ name: z.string() }),
  state: z.looseObject({ messages: z.int(), first_seq: z.int(), last_seq: z.int() }),
  sha256: z.string().optional(),
})

export type BackupRecord = z.infer<typeof BackupRecord>

/** What is in the directory is no backup, only half of one, or no longer what was written. */
export class BackupUnusableError extends Error {
  override name = 'BackupUnusableError'
}

/** A backup that is being written. */
export type BackupWriter = {
  write(chunk: Uint8Array): Promise<void>
  /** All is there: from now on it is a backup. Resolves to its size in bytes. */
  commit(record: BackupRecord): Promise<number>
  /** Takes away what was written. */
  discard(): Promise<void>
}

/** Rejects with BackupUnusableError when there is a directory of that name: no backup is ever written over. */
export async function createBackup(dir: string): Promise<BackupWriter> {
  await mkdir(dir).catch((cause: unknown) => {
    throw new BackupUnusableError(`${dir} cannot be made; it must not exist, and its parent must`, { cause })
  })
  const file = await open(join(dir, CHUNKS), 'wx')
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async write(chunk) {
      hash.update(chunk)
      bytes += chunk.length
      await file.writeFile(chunk)
    },
    async commit(record) {
      await file.sync()
      await file.close()
      const text = `${JSON.stringify({ ...record, sha256: hash.digest('hex') }, null, 2)}\n`
      await writeDurably(join(dir, RECORD), text)
      return bytes
    },
    async discard() {
      await file.close()
      await rm(dir, { recursive: true })
    },
  }
}

/** The record is what makes a backup of the directory: it comes last, and whole. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.partial`, 'w')
  await file.writeFile(text)
  await file.sync()
  await file.close()
  await rename(`${path}.partial`, path)
}

export type BackupReader = { record: BackupRecord; chunks(bytes: number): AsyncIterable<Buffer> }

/** Reads everything once, to see that it is whole. Rejects with BackupUnusableError. */
export async function readBackup(dir: string): Promise<BackupReader> {
  const path = join(dir, RECORD)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BackupUnusableError(`${path} cannot be read: ${dir} is no backup, or half of one`, { cause })
  })
  const record = parsed(text, path)
  const chunks = (bytes: number) => createReadStream(join(dir, CHUNKS), { highWaterMark: bytes })
  const hash = createHash('sha256')
  for await (const chunk of chunks(1024 ** 2)) hash.update(chunk)
  const sha256 = hash.digest('hex')
  if (record.sha256 !== undefined && record.sha256 !== sha256)
    throw new BackupUnusableError(`${join(dir, CHUNKS)} is not what was written: its SHA-256 is another`)
  return { record, chunks }
}

function parsed(text: string, path: string): BackupRecord {
  try {
    return BackupRecord.parse(JSON.parse(text))
  } catch (cause) {
    throw new BackupUnusableError(`${path} is not the record of a backup`, { cause })
  }
}
