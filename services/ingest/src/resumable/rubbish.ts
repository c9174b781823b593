import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import { z } from 'zod'
import { keysOf, UPLOADS } from './keys.ts'
import type { UploadRecord } from './record.ts'
import { createUploads } from './uploads.ts'

const DAY_MS = 86_400_000

/** Somebody may be finishing what expired just now, or writing what has no record yet. */
const MARGIN_MS = DAY_MS

/** How long, at the least, a client that comes back is still told what became of its upload. */
const REMEMBERED_MS = 7 * DAY_MS

/** What cannot be read is not judged by what it says: long after any upload has expired, it goes. */
const UNREADABLE_MS = 60 * DAY_MS

/** When it is by the store's clock, and whether it is still worth while: it ends with the reason of an abort. */
export type Rubbish = { blobs: BlobStore; now: Date; signal: AbortSignal }

const isOlder =
  (ms: number, now: Date) =>
  ({ modifiedAt }: Pick<BlobHead, 'modifiedAt'>) =>
    now.getTime() - modifiedAt.getTime() > ms

/** An upload that may be rubbish, or have some. `isOver`: it was seen to be done or ended. */
export type Suspect = { id: string; isOver: boolean }

/** All there are. Memory: a few hundred bytes for each upload in the store. */
export async function* suspectUploads(looking: Rubbish): AsyncGenerator<Suspect> {
  for (const [id, glance] of await glanceAtAll(looking)) {
    const { modifiedAt, isOver, hasRecord, hasBytes } = glance
    const isOld = isOlder(isOver ? REMEMBERED_MS : MARGIN_MS, looking.now)({ modifiedAt })
    if (isOld || (isOver ? hasBytes : hasRecord)) yield { id, isOver }
  }
}

/** What a listing shows of an upload; `modifiedAt` is when its last part was put. */
type Glance = { modifiedAt: Date; isOver: boolean; hasRecord: boolean; hasBytes: boolean }

const OVER = ['done.json', 'ended.json']
const NOTHING = { isOver: false, hasRecord: false, hasBytes: false }

async function glanceAtAll({ blobs, signal }: Rubbish): Promise<Map<string, Glance>> {
  const glances = new Map<string, Glance>()
  for await (const { key, modifiedAt } of blobs.list(UPLOADS)) {
    signal.throwIfAborted()
    const [id = '', part = ''] = key.slice(UPLOADS.length).split('/', 2)
    const glance = glances.get(id) ?? { modifiedAt, ...NOTHING }
    if (modifiedAt > glance.modifiedAt) glance.modifiedAt = modifiedAt
    glance.isOver ||= OVER.includes(part)
    glance.hasRecord ||= part === 'upload.json'
    glance.hasBytes ||= part === 'at'
    glances.set(id, glance)
  }
  return glances
}

/**
 * The keys of one upload that nobody needs any more, in the order in which they may be deleted, each before the
 * next is asked for, at any time and by any replica: all of one that expired a day ago (and was not done or ended
 * in the last week), the bytes of one that is done or ended, and what has had no record for a day.
 *
 * Its client may begin it anew under the same name, but not while the record stands. So the record goes last, and
 * only when a second look finds nothing beside it: what begins anew never finds anything of the old one. And what
 * began anew is not taken for the old one, however long ago that was listed: another replica may have been faster.
 */
export async function* rubbishOf(looking: Rubbish, { id, isOver }: Suspect): AsyncGenerator<string> {
  const { record } = keysOf(id)
  // Most are: one question for each.
  if (!isOver && (await isOpen(looking, id))) return
  const going = await goingOf(looking, id)
  for (const head of going) {
    looking.signal.throwIfAborted()
    if (head.key !== record && (await isTheSame(looking.blobs, head))) yield head.key
  }
  if (!going.some(({ key }) => key === record)) return
  const left = await goingOf(looking, id)
  if (left.every(({ key }) => key === record)) yield* left.map(({ key }) => key)
}

async function isOpen({ blobs, now }: Rubbish, id: string): Promise<boolean> {
  const record = await readable(createUploads(blobs).record(id))
  return typeof record === 'object' && !isExpired([], record, now)
}

/** Asked right before it goes. The names of segments never come again, so of those there is no other. */
async function isTheSame(blobs: BlobStore, { key, modifiedAt }: BlobHead): Promise<boolean> {
  if (/^[^/]+\/[^/]+\/(at|checked)\//.test(key)) return true
  const now = await blobs.head(key)
  return now !== undefined && now.modifiedAt <= modifiedAt
}

async function goingOf({ blobs, now, signal }: Rubbish, id: string): Promise<BlobHead[]> {
  const { root, done, ended } = keysOf(id)
  const heads: BlobHead[] = []
  for await (const head of blobs.list(root)) {
    signal.throwIfAborted()
    heads.push(head)
  }
  // After the listing, and the record last: if the old one still stands, it stood all the while.
  const words = [await blobs.head(done), await blobs.head(ended)].filter((word) => word !== undefined)
  const record = await readable(createUploads(blobs).record(id))
  return goingNow(id, heads, { words, record, now })
}

/** One record that nobody can read must not be kept for ever. */
async function readable(record: Promise<UploadRecord | undefined>): Promise<Found['record']> {
  try {
    return await record
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return 'unreadable'
    throw error
  }
}

type Found = {
  /** What says that it is done or ended. */
  words: readonly BlobHead[]
  record: UploadRecord | 'unreadable' | undefined
  now: Date
}

/** What may go of one upload, in order: what says that it is over after its bytes, and the record last. */
function goingNow(id: string, heads: readonly BlobHead[], { words, record, now }: Found): BlobHead[] {
  const keys = keysOf(id)
  const last = [keys.done, keys.ended, keys.record]
  const inOrder = heads.toSorted((a, b) => last.indexOf(a.key) - last.indexOf(b.key))
  if (isExpired(heads, record, now) && words.every(isOlder(REMEMBERED_MS, now))) return inOrder
  return words.length > 0 ? inOrder.filter(({ key }) => key.startsWith(`${keys.root}at/`)) : []
}

function isExpired(heads: readonly BlobHead[], record: Found['record'], now: Date): boolean {
  if (record === undefined) return heads.every(isOlder(MARGIN_MS, now))
  if (record === 'unreadable') return heads.every(isOlder(UNREADABLE_MS, now))
  return isOlder(MARGIN_MS, now)({ modifiedAt: new Date(record.expiresAt) })
}
