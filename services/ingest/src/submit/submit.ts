import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog, Position } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import { HttpProblem, type Logger } from '@soundmill/runtime'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { resolveSpec } from '../spec/resolve-spec.ts'
import type { StatedChapters } from '../spec/stated-chapters.ts'
import { type CommitDeps, commit } from './commit.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import { keepSpec } from './keep-spec.ts'
import { createKept, type Kept } from './kept.ts'
import { outboxKey } from './outbox.ts'
import type { StoredCover } from './store-cover.ts'
import { fingerprint, type Names, submittedOf } from './submission.ts'
import { measureRecordings, type Recording, storeRecordings, type Taking } from './take-recordings.ts'

export type SubmitDeps = CommitDeps &
  Taking & { blobs: BlobStore; events: EventLog; subjects: Subjects; log: Logger }

/** What a client asks for, and what it brings, which is still arriving. */
export type Upload = {
  names: Names
  /** As the client sent it. */
  spec: RequestedSpec
  /** From a file of their own; then the spec has none. */
  chapters?: StatedChapters | undefined
  /** Stored under these names already; it is this submit's from now on, to keep or to drop. */
  cover?: StoredCover | undefined
  /**
   * At least one; each is read to its end before the next one is asked for. When they end, everything has
   * arrived as it should have: a form that is bad behind its last recording fails here.
   */
  recordings: AsyncIterable<Recording>
  /** Aborted when the rest will not come. */
  signal: AbortSignal
  /** Whether the log is asked for an earlier submit of these names before anything is stored. */
  askFirst: boolean
  traceparent?: string | undefined
}

/** The answer to a submit. `replay`: another request with the same names was first, and asked for the same. */
export type Accepted = { episode: string; job: string } & (
  | { announced: true; position: Position; replay: boolean }
  | { announced: false }
)

/**
 * Takes recordings in: stored, committed, said. Resolves only when bytes and commitment are durable; rejects
 * with a problem, leaving nothing behind, or, once the entry was sent, nothing that a reconciler will not settle.
 */
export async function submit(deps: SubmitDeps, upload: Upload): Promise<Accepted> {
  const { names, askFirst } = upload
  const kept = createKept(deps, upload.cover ? [upload.cover.blob] : [])
  const earlier = askFirst ? await readEarlier(deps, names) : undefined
  if (earlier) return compare(deps, upload, kept, earlier)
  return announce(deps, { names, kept, submitted: await prepare(deps, upload, kept) })
}

/** Only hashes are needed to tell whether it is the same: no use in storing it again. */
async function compare(deps: SubmitDeps, upload: Upload, kept: Kept, earlier: Earlier): Promise<Accepted> {
  try {
    const sources = await measureRecordings(deps, upload.recordings)
    return replay(upload.names, fingerprint(upload, sources), earlier)
  } finally {
    await kept.drop()
  }
}

/** Stores everything, or nothing. */
async function prepare(deps: SubmitDeps, upload: Upload, kept: Kept): Promise<Submitted> {
  const { names, spec, chapters, cover, recordings, signal, traceparent } = upload
  const resolved = resolveSpec({ ...spec, ...(chapters && { chapters: chapters.chapters }) })
  try {
    const sources = await storeRecordings(deps, recordings, { names, kept, signal })
    const stored = {
      lane: spec.lane ?? 'normal',
      sources,
      spec: await keepSpec(kept, names, resolved, signal),
      ...(cover && { cover }),
      fingerprint: fingerprint(upload, sources),
      traceparent,
    }
    return submittedOf(names, stored, deps.now())
  } catch (error) {
    await kept.drop()
    throw error
  }
}

type Prepared = { names: Names; kept: Kept; submitted: Submitted }

async function announce(deps: SubmitDeps, { names, kept, submitted }: Prepared): Promise<Accepted> {
  const committed = await commit(deps, { key: outboxKey(names), submitted, sourceStoredAt: kept.since() })
  const { episode, job } = names
  if (committed.outcome === 'unannounced') return { episode, job, announced: false }
  if (committed.outcome === 'stands') return replay(names, submitted.data.fingerprint, committed)
  return { episode, job, announced: true, position: committed.position, replay: false }
}

function replay({ episode, job }: Names, asked: string, { standing, position }: Earlier): Accepted {
  if (asked === standing.data.fingerprint) return { episode, job, announced: true, position, replay: true }
  const detail = `this key was used for other bytes or another spec: job ${job} of episode ${episode}`
  throw new HttpProblem(422, 'idempotency_conflict', detail)
}
