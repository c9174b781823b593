import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import { z } from 'zod'
import { keysOf, UPLOADS } from './keys.ts'
import type { UploadRecord } from './record.ts'
import { createUploads } from './uploads.ts'

const DAY_MS = 86_400_000

/** Somebody may be finishing what expired just now, or writing what has no record yet. */
const MARGIN_MS = DAY_MS

/** How long a client that comes back is still told what became of its upload. */
const REMEMBERED_MS = 7 * DAY_MS

/** What cannot be read is not judged by what it says: long after any upload has expired, it goes. */
const UNREADABLE_MS = 60 * DAY_MS

export type Rubbish = { blobs: BlobStore; now: Date }

/**
 * The keys under `uploads/` that nobody needs any more, in the order in which they may be deleted, at any time and
 * by any replica: uploads that expired a day ago, bytes of those that are done or ended, what those left a week
 * ago, and what has had no record for a day.
 */
export async function* rubbishOfUploads({ blobs, now }: Rubbish): AsyncGenerator<string> {
  const uploads = createUploads(blobs)
  const all = new Map<string, BlobHead[]>()
  for await (const head of blobs.list(UPLOADS)) {
    const id = head.key.slice(UPLOADS.length).split('/', 1)[0] ?? ''
    const heads = all.get(id)
    if (heads) heads.push(head)
    else all.set(id, [head])
  }
  for (const [id, heads] of all) {
    const isOpen = fateOf(id, heads) === 'open'
    const record = isOpen ? await readable(uploads.record(id)) : undefined
    yield* rubbishOf(id, heads, { record, now })
  }
}

/** One record that nobody can read must not keep the others from going. */
async function readable(record: Promise<UploadRecord | undefined>): Promise<UploadRecord | undefined> {
  try {
    return await record
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

type Fate = 'over' | 'open' | 'unknown'

function fateOf(id: string, heads: readonly BlobHead[]): Fate {
  const { record, done, ended } = keysOf(id)
  const has = (key: string) => heads.some((head) => head.key === key)
  if (has(done) || has(ended)) return 'over'
  return has(record) ? 'open' : 'unknown'
}

/** What may go of one upload: `heads` is everything of it, `record` its record when neither done nor ended. */
export function rubbishOf(
  id: string,
  heads: readonly BlobHead[],
  { record, now }: { record: UploadRecord | undefined; now: Date },
): string[] {
  const keys = keysOf(id)
  const fate = fateOf(id, heads)
  const isOlder = (ms: number, { modifiedAt }: BlobHead) => now.getTime() - modifiedAt.getTime() > ms
  // What says that it is over goes last: until then the rest is rubbish, not an upload.
  const last = [keys.record, keys.done, keys.ended]
  const inOrder = heads
    .map(({ key }) => key)
    .toSorted((a, b) => last.indexOf(a) - last.indexOf(b) || a.localeCompare(b))
  if (fate === 'over') {
    const words = heads.filter(({ key }) => key === keys.done || key === keys.ended)
    if (words.every((word) => isOlder(REMEMBERED_MS, word))) return inOrder
    return inOrder.filter((key) => key.startsWith(`${keys.root}at/`))
  }
  if (fate === 'unknown') return heads.every((head) => isOlder(MARGIN_MS, head)) ? inOrder : []
  if (!record) return heads.every((head) => isOlder(UNREADABLE_MS, head)) ? inOrder : []
  return now.getTime() - new Date(record.expiresAt).getTime() > MARGIN_MS ? inOrder : []
}
