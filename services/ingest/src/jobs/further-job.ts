import type { BlobStore } from '@soundmill/blob-store'
import { fingerprintOf, Lane, type LaneName, randomId, type Submitted } from '@soundmill/events'
import { aboutJob, linkSpan } from '@soundmill/runtime'
import type { KnownEpisode } from '../episode/known-episode.ts'
import type { LogReading, SubmittedJob } from '../episode/valid-submits.ts'
import type { Gate } from '../lanes/gate.ts'
import { storeUnavailable } from '../problems.ts'
import { layOver } from '../spec/lay-over.ts'
import type { PartialSpec } from '../spec/partial-spec.ts'
import { type Accepted, announce, replay, tellAccepted } from '../submit/announce.ts'
import { requireCapacity } from '../submit/capacity.ts'
import type { CommitDeps } from '../submit/commit.ts'
import { requireNotDeleted } from '../submit/earlier.ts'
import { keepSpec } from '../submit/keep-spec.ts'
import { createKept, type Kept } from '../submit/kept.ts'
import { type Names, type Stored, submittedOf } from '../submit/submission.ts'
import { loadSpec } from './load-spec.ts'
import { retriedJob } from './retried-job.ts'

/** How long the store may take for a spec, in milliseconds: a third of what an eraser waits (ERASE_QUIET_MS). */
const STORE_MS = 5_000

export type FurtherJobDeps = CommitDeps & LogReading & { blobs: BlobStore; gate: Gate }

/** Which job to try again, or what shall be different from the latest one. */
export type Further = {
  known: KnownEpisode
  /** What the new job is called; two requests that mean the same call it the same. */
  job: string
  wish: { retryOf: string } | { spec: PartialSpec }
  /** That of the job before when undefined. */
  lane?: LaneName | undefined
  traceparent: string
}

/**
 * A further job of an episode, without any bytes: committed, said. The same job again is answered as the first time,
 * whatever has become of the job before meanwhile. Throws what `retriedJob` throws, `log_full`, `lane_draining`,
 * `idempotency_conflict` when the name was used for something else, and `conflict` when the job before cannot be
 * read. Rejects with LogUnavailableError and StoreUnavailableError.
 */
export async function furtherJob(given: FurtherJobDeps, further: Further): Promise<Accepted> {
  const { known, job, traceparent } = further
  const deps = { ...given, log: aboutJob(given.log, { traceparent, episode: known.episode, job }) }
  const names = { show: known.show, episode: known.episode, job, uploadId: randomId() }
  const earlier = known.jobs.find(({ event }) => event.job === job)
  if (earlier) {
    const { event: standing, position } = earlier
    const accepted = replay(names, fingerprint(further, standing), { standing, position })
    return tellAccepted(deps.log, accepted, laneOf(standing))
  }
  const before = await jobBefore(deps, further)
  linkSpan(before.event.traceparent, 'retryOf' in further.wish ? 'retry-of' : 'based-on')
  const lane = further.lane ?? laneOf(before.event)
  await requireCapacity(deps.events)
  await deps.gate.requireOpen(lane)
  const accepted = await submitFurther(deps, { ...further, names, before: before.event, lane })
  return tellAccepted(deps.log, accepted, lane)
}

/** One that only a later release knows is the normal one here. */
const laneOf = ({ data }: Submitted): LaneName => Lane.safeParse(data.lane).data ?? 'normal'

type Prepared = Further & { names: Names; before: Submitted; lane: LaneName }

async function submitFurther(deps: FurtherJobDeps, prepared: Prepared): Promise<Accepted> {
  const { names } = prepared
  const kept = createKept(deps)
  const stored = await prepare(deps, prepared, kept)
  return announce(deps, { names, kept, submitted: submittedOf(names, stored, deps.now()) })
}

/** Leaves nothing when it fails. */
async function prepare(deps: FurtherJobDeps, prepared: Prepared, kept: Kept): Promise<Stored> {
  const signal = AbortSignal.timeout(STORE_MS)
  try {
    const stored = await storedFor(deps, prepared, { kept, signal })
    // The last moment: an eraser that found the episode at rest must not hear of a new job in it.
    await requireNotDeleted(deps, prepared.known)
    return stored
  } catch (error) {
    await kept.drop()
    throw signal.aborted ? storeUnavailable(error) : error
  }
}

async function storedFor(
  { blobs }: FurtherJobDeps,
  prepared: Prepared,
  { kept, signal }: { kept: Kept; signal: AbortSignal },
): Promise<Stored> {
  const { names, before, lane, wish, traceparent } = prepared
  const { sources, cover } = before.data
  const was = await loadSpec(blobs, before, signal)
  const spec = 'spec' in wish ? layOver(was, wish.spec) : was
  return {
    lane,
    sources,
    spec: await keepSpec(kept, names, spec, signal),
    ...(cover && { cover }),
    fingerprint: fingerprint(prepared, before),
    ...('spec' in wish ? { basedOn: before.job } : { retryOf: wish.retryOf }),
    traceparent,
  }
}

const jobBefore = async (deps: FurtherJobDeps, { known, wish }: Further): Promise<SubmittedJob> =>
  'spec' in wish ? known.latest : retriedJob(deps, known, wish.retryOf)

/** The recordings of an episode never change, so those of any of its jobs will do. */
function fingerprint({ wish }: Pick<Further, 'wish'>, { data }: Submitted): string {
  const sourceSha256 = data.sources.map(({ sha256 }) => sha256)
  return fingerprintOf({ spec: {}, ...wish, sourceSha256 })
}
