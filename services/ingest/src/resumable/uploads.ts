import { buffer } from 'node:stream/consumers'
import { SNIFF_BYTES } from '@soundmill/audio'
import { BlobNotFoundError, type BlobStore, type PutOptions } from '@soundmill/blob-store'
import { z } from 'zod'
import { beginningOf, type Chain, chainOf, type Link, type Segment } from './chain.ts'
import { keysOf, needsCheck, pieceOf } from './keys.ts'
import { Done, Ended, UploadRecord } from './record.ts'
import { createTurns } from './turns.ts'

/** An upload as it is stored now. */
export type Upload = {
  id: string
  record: UploadRecord
  /** In bytes; undefined as long as nobody said it. */
  length: number | undefined
  /** How far it reaches; its links only as far as they tell what kind of file it is, for there may be thousands. */
  chain: Chain
  /** How many segments there are, also of those that do not count. */
  pieces: number
  done: Done | undefined
  /** Undefined also when it was said of an upload that turned out to be done: an episode that was made stands. */
  ended: Ended | undefined
}

/** Whether all of its bytes are here. */
export const isWhole = ({ length, chain }: Upload): boolean => length !== undefined && chain.end >= length

/** How much of an upload is here. Of one that is done, all. */
export const offsetOf = ({ done, chain, length }: Upload): number =>
  done?.bytes ?? Math.min(chain.end, length ?? chain.end)

/** An upload of many pieces takes megabytes to look at, and whoever has one may ask about it a hundred times at once. */
const LISTINGS_AT_ONCE = 4

/** The store of uploads: blobs that are written once and never changed. No lock anywhere. */
export type Uploads = ReturnType<typeof createUploads>

const Id = z.uuid().lowercase()

export function createUploads(blobs: BlobStore) {
  const inTurn = createTurns(LISTINGS_AT_ONCE)

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
    await inTurn(async () => {
      for await (const { key } of blobs.list(prefix)) if (isOne(key)) keys.push(key)
    })
    for (const key of keys) await blobs.delete(key)
  }

  async function fate(id: string): Promise<Pick<Upload, 'done' | 'ended'>> {
    const keys = keysOf(id)
    const [done, ended] = await Promise.all([readJson(keys.done, Done), readJson(keys.ended, Ended)])
    return { done, ended: done && !ended?.afterDone ? undefined : ended }
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
      const { length, pieces, chain } = await inTurn(async () => {
        const { lengths, links, end, ...rest } = await piecesOf(blobs, keys.root)
        const chain = { links: beginningOf(links, SNIFF_BYTES), end }
        return { length: lengths[0], chain, ...rest }
      })
      const { done, ended } = await fate(id)
      return { id, record, length: done?.bytes ?? record.length ?? length, pieces, chain, done, ended }
    },

    /** The bytes of an upload, all that are here. */
    links: (id: string): Promise<Link[]> =>
      inTurn(async () => (await piecesOf(blobs, keysOf(id).root)).links),

    /** What became of it, as far as anything has. */
    fate,

    record: (id: string) => readJson(keysOf(id).record, UploadRecord),

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
  const segments: Segment[] = []
  const unchecked: Array<{ segment: Segment; session: string }> = []
  const checked = new Set<string>()
  const lengths: number[] = []
  for await (const { key, bytes } of blobs.list(root)) {
    const piece = pieceOf(key.slice(root.length))
    if (piece?.kind === 'segment') {
      const segment = { key, offset: piece.offset, bytes }
      if (needsCheck(piece.session)) unchecked.push({ segment, session: piece.session })
      else segments.push(segment)
    } else if (piece?.kind === 'checked') checked.add(piece.session)
    else if (piece?.kind === 'length') lengths.push(piece.bytes)
  }
  const pieces = segments.length + unchecked.length
  for (const { segment, session } of unchecked) if (checked.has(session)) segments.push(segment)
  // Two lengths come from two requests at once of a client that contradicts itself: the shorter counts.
  lengths.sort((a, b) => a - b)
  return { ...chainOf(segments), pieces, lengths }
}

async function* once(text: string) {
  yield Buffer.from(text)
}
