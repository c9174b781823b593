import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { Subjects, Submitted } from '@soundmill/events'
import { aboutJob, type Logger } from '@soundmill/runtime'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { resolveSpec } from '../spec/resolve-spec.ts'
import type { StatedChapters } from '../spec/stated-chapters.ts'
import { type Accepted, announce, replay, tellAccepted } from './announce.ts'
import type { CommitDeps } from './commit.ts'
import type { Earlier } from './earlier.ts'
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
  /** Stored under these names already, unless there is an `earlier`; this submit's from now on, to keep or to drop. */
  cover?: StoredCover | undefined
  /**
   * At least one; each is read to its end before the next one is asked for. When they end, everything has
   * arrived as it should have: a form that is bad behind its last recording fails here.
   */
  recordings: AsyncIterable<Recording>
  /** Aborted when the rest will not come. */
  signal: AbortSignal
  /** What these names were used for before: then nothing is stored. */
  earlier?: Earlier | undefined
  traceparent?: string | undefined
}

/**
 * Takes recordings in: stored, committed, said. Resolves only when bytes and commitment are durable; rejects
 * with a problem, leaving nothing behind, or, once the entry was sent, nothing that a reconciler will not settle.
 */
export async function submit(given: SubmitDeps, upload: Upload): Promise<Accepted> {
  const { names, earlier, traceparent } = upload
  const deps = { ...given, log: aboutJob(given.log, { ...names, traceparent }) }
  const accepted = earlier ? await compare(deps, upload, earlier) : await submitNew(deps, upload)
  return tellAccepted(deps.log, accepted, laneOf(upload.spec))
}

async function submitNew(deps: SubmitDeps, upload: Upload): Promise<Accepted> {
  const { names, cover } = upload
  const kept = createKept(deps, cover ? [cover.blob] : [])
  return announce(deps, { names, kept, submitted: await prepare(deps, upload, kept) })
}

/** Only hashes are needed to tell whether it is the same: no use in storing it again. */
async function compare(deps: SubmitDeps, upload: Upload, earlier: Earlier): Promise<Accepted> {
  const sources = await measureRecordings(deps, upload.recordings)
  return replay(upload.names, fingerprint(upload, sources), earlier)
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
