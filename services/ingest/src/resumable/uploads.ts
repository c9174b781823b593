import { buffer } from 'node:stream/consumers'
import { BlobNotFoundError, type BlobStore, type PutOptions } from '@soundmill/blob-store'
import { z } from 'zod'
import { type Chain, chainOf, type Segment } from './chain.ts'
import { keysOf, needsCheck, pieceOf } from './keys.ts'
import { Done, Ended, UploadRecord } from './record.ts'

/** An upload as it is stored now. */
export type Upload = {
  id: string
  record: UploadRecord
  /** In bytes; undefined as long as nobody said it. */
  length: number | undefined
  chain: Chain
  /** How many segments there are, also of those that do not count. */
  pieces: number
  done: Done | undefined
  ended: Ended | undefined
}

/** The store of uploads: blobs that are written once and never changed. No lock anywhere. */
export type Uploads = ReturnType<typeof createUploads>

const Id = z.uuid().lowercase()

export function createUploads(blobs: BlobStore) {
  const put = async (key: string, value: unknown) => {
    await blobs.put(key, once(JSON.stringify(value)))
  }

  async function readJson<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return schema.parse(JSON.parse((await buffer(await blobs.get(key))).toString('utf8')))
    } catch (error) {
      if (error instanceof BlobNotFoundError) return undefined
      throw error
    }
  }

  async function deleteAll(prefix: string, isOne: (key: string) => boolean = () => true): Promise<void> {
    const keys: string[] = []
    for await (const { key } of blobs.list(prefix)) if (isOne(key)) keys.push(key)
    for (const key of keys) await blobs.delete(key)
  }

  return {
    /**
     * Undefined when there is none. Who takes segments away says `done` or `ended` before: these are read after
     * the segments, so a chain that seems shorter than it was comes with its reason.
     */
    async read(id: string): Promise<Upload | undefined> {
      if (!Id.safeParse(id).success) return undefined
      const keys = keysOf(id)
      const record = await readJson(keys.record, UploadRecord)
      if (!record) return undefined
      const { lengths, ...pieces } = await piecesOf(blobs, keys.root)
      const [done, ended] = await Promise.all([readJson(keys.done, Done), readJson(keys.ended, Ended)])
      return { id, record, length: record.length ?? lengths[0], ...pieces, done, ended }
    },

    record: (id: string) => readJson(keysOf(id).record, UploadRecord),
    done: (id: string) => readJson(keysOf(id).done, Done),

    putRecord: (id: string, record: UploadRecord) => put(keysOf(id).record, record),
    putLength: (id: string, bytes: number) => put(keysOf(id).length(bytes), { bytes }),
    putChecked: (id: string, session: string) => put(keysOf(id).checked(session), {}),
    putDone: (id: string, done: Done) => put(keysOf(id).done, done),
    putEnded: (id: string, ended: Ended) => put(keysOf(id).ended, ended),

    putSegment: (key: string, content: AsyncIterable<Uint8Array>, options: PutOptions) =>
      blobs.put(key, content, options),

    /** Takes the bytes away, once it was said what became of them. */
    dropBytes: (id: string) => deleteAll(`${keysOf(id).root}at/`),

    /** Takes away what one request brought. */
    dropSession: (id: string, session: string) =>
      deleteAll(`${keysOf(id).root}at/`, (key) => key.endsWith(`.${session}`)),
  }
}

async function piecesOf(blobs: BlobStore, root: string) {
  const segments: Array<Segment & { session: string }> = []
  const checked = new Set<string>()
  const lengths: number[] = []
  for await (const { key, bytes } of blobs.list(root)) {
    const piece = pieceOf(key.slice(root.length))
    if (piece?.kind === 'segment') {
      segments.push({ key, offset: piece.offset, bytes, session: piece.session })
    } else if (piece?.kind === 'checked') checked.add(piece.session)
    else if (piece?.kind === 'length') lengths.push(piece.bytes)
  }
  const counted = segments.filter(({ session }) => !needsCheck(session) || checked.has(session))
  // Two lengths come from two requests at once of a client that contradicts itself: any will do, always the same.
  lengths.sort((a, b) => a - b)
  return { chain: chainOf(counted), pieces: segments.length, lengths }
}

async function* once(text: string) {
  yield Buffer.from(text)
}
