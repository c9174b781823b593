import type { Source } from './source.ts'

/** As much as S3 takes in one request without a multipart upload around it; little enough to be sent again. */
export const SEGMENT_BYTES = 8 * 1024 * 1024

/** What a store takes from everybody without making anybody wait. A line nobody knows yet begins with it. */
const LEAST_BYTES = 256 * 1024

/** How much of a line's work goes into one segment: as much as a process that is killed may lose. */
const SEGMENT_SECONDS = 10

/** A segment whose end is not known beforehand occupies memory in the store: it ends after so long, however short. */
const LATE_MS = 30_000

/** Under way to the store while the next one fills: enough to keep both lines busy. */
const MOST_STORING = 3

export type Storing = {
  /** Where the first byte belongs. */
  offset: number
  /** How many bytes will come, as the client says; undefined when it does not. */
  declaredBytes: number | undefined
  /** Stores one segment under its offset: all of the content, or it rejects. */
  put(offset: number, content: AsyncIterable<Uint8Array>, expectedBytes: number | undefined): Promise<unknown>
  /** Tests wait for less; see `LATE_MS`. */
  lateMs?: number
}

/**
 * Cuts what arrives into segments, the longer the faster it comes, and stores them, a few at a time. Resolves to
 * how many bytes are stored when all of them are; rejects with the first failure, when the others have come to
 * their end.
 */
export async function storeSegments(source: Source, storing: Storing): Promise<number> {
  const { offset, declaredBytes, put, lateMs = LATE_MS } = storing
  const underWay = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined
  let stored = 0
  let size = LEAST_BYTES

  /** Never rejects: somebody else may be waited for just then. */
  async function store(from: number, content: AsyncIterable<Uint8Array>, expected: number | undefined) {
    try {
      await put(from, content, expected)
    } catch (error) {
      failure ??= { error }
    }
  }

  try {
    while (!failure && (await source.more())) {
      const begun = performance.now()
      const expected = declaredBytes === undefined ? undefined : Math.min(size, declaredBytes - stored)
      const segment = cutSegment(source, { size, lateMs: expected === undefined ? lateMs : undefined })
      const flight = store(offset + stored, segment.content, expected).finally(() => underWay.delete(flight))
      underWay.add(flight)
      await Promise.race([segment.cut, flight])
      stored += segment.bytes()
      size = sizeAfter(segment.bytes(), performance.now() - begun)
      while (underWay.size >= MOST_STORING) await Promise.race(underWay)
    }
  } finally {
    await Promise.all(underWay)
  }
  if (failure) throw failure.error
  return stored
}

/** Of the next segment, by how fast this one came. */
function sizeAfter(bytes: number, ms: number): number {
  const due = (bytes / Math.max(1, ms)) * 1000 * SEGMENT_SECONDS
  return Math.round(Math.min(SEGMENT_BYTES, Math.max(LEAST_BYTES, due)))
}

/** `cut` resolves when all of the segment's content was taken. */
function cutSegment(source: Source, { size, lateMs }: { size: number; lateMs: number | undefined }) {
  let bytes = 0
  let isCut = () => {}
  const cut = new Promise<void>((resolve) => {
    isCut = resolve
  })

  async function* content() {
    const patience = deadlineIn(lateMs)
    try {
      while (bytes < size) {
        const chunk = await source.take(size - bytes, patience.deadline)
        if (!chunk) return
        bytes += chunk.length
        // The last byte there may be: before it counts, it must be clear that none follows.
        if (source.isFull()) await source.more()
        yield chunk
      }
    } finally {
      patience.cancel()
      isCut()
    }
  }
  return { content: content(), cut, bytes: () => bytes }
}

function deadlineIn(ms: number | undefined) {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<'late'>((resolve) => {
    if (ms !== undefined) timer = setTimeout(() => resolve('late'), ms).unref()
  })
  return { deadline, cancel: () => clearTimeout(timer) }
}
