import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import type { Logger } from '@soundmill/runtime'
import { deletionOf } from '../episode/known-episode.ts'
import { deletedEpisode } from '../jobs/problems.ts'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { resolveSpec } from '../spec/resolve-spec.ts'
import type { StatedChapters } from '../spec/stated-chapters.ts'
import { type Accepted, announce, replay } from './announce.ts'
import type { CommitDeps } from './commit.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import { keepSpec } from './keep-spec.ts'
import { createKept, type Kept } from './kept.ts'
import type { StoredCover } from './store-cover.ts'
import { fingerprint, laneOf, type Names, submittedOf } from './submission.ts'
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

/**
 * Takes recordings in: stored, committed, said. Resolves only when bytes and commitment are durable; rejects
 * with a problem, leaving nothing behind, or, once the entry was sent, nothing that a reconciler will not settle.
 */
export async function submit(deps: SubmitDeps, upload: Upload): Promise<Accepted> {
  const { names, askFirst } = upload
  const kept = createKept(deps, upload.cover ? [upload.cover.blob] : [])
  const earlier = askFirst ? await readEarlier(deps, names) : undefined
  if (earlier) return compare(deps, upload, kept, earlier)
  if (askFirst) await requireNotDeleted(deps, names, kept)
  return announce(deps, { names, kept, submitted: await prepare(deps, upload, kept) })
}

/**
 * An episode that was erased is not in the log any more, but that it was deleted is: a client that sends its key again
 * must not bring it back. When the log stops answering it is taken, and its worker ends it.
 */
async function requireNotDeleted(deps: SubmitDeps, { episode }: Names, kept: Kept): Promise<void> {
  const deletion = await deletionOf(deps, episode).catch(() => undefined)
  if (!deletion) return
  await kept.drop()
  throw deletedEpisode(episode, deletion.event.time)
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
      lane: laneOf(spec),
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
