import type { BlobStore } from '@soundmill/blob-store'
import { fingerprintOf, Lane, type LaneName, randomId, type Submitted } from '@soundmill/events'
import type { KnownEpisode } from '../episode/known-episode.ts'
import type { LogReading, SubmittedJob } from '../episode/valid-submits.ts'
import type { Gate } from '../lanes/gate.ts'
import { layOver } from '../spec/lay-over.ts'
import type { PartialSpec } from '../spec/partial-spec.ts'
import { type Accepted, announce, replay } from '../submit/announce.ts'
import type { CommitDeps } from '../submit/commit.ts'
import { keepSpec } from '../submit/keep-spec.ts'
import { createKept } from '../submit/kept.ts'
import { type Names, submittedOf } from '../submit/submission.ts'
import { loadSpec } from './load-spec.ts'
import { retriedJob } from './retried-job.ts'

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
 * whatever has become of the job before meanwhile. Throws what `retriedJob` throws, `lane_draining`,
 * `idempotency_conflict` when the name was used for something else, and `conflict` when the job before cannot be
 * read. Rejects with LogUnavailableError and StoreUnavailableError.
 */
export async function furtherJob(deps: FurtherJobDeps, further: Further): Promise<Accepted> {
  const { known, job } = further
  const names = { show: known.show, episode: known.episode, job, uploadId: randomId() }
  const earlier = known.jobs.find(({ event }) => event.job === job)
  if (earlier) {
    const { event: standing, position } = earlier
    return replay(names, fingerprint(further, standing), { standing, position })
  }
  const before = await jobBefore(deps, further)
  const lane = further.lane ?? Lane.safeParse(before.event.data.lane).data ?? 'normal'
  await deps.gate.requireOpen(lane)
  return submitFurther(deps, { ...further, names, before: before.event, lane })
}

type Prepared = Further & { names: Names; before: Submitted; lane: LaneName }

async function submitFurther(deps: FurtherJobDeps, prepared: Prepared): Promise<Accepted> {
  const { names, before, lane, wish, traceparent } = prepared
  const { sources, cover } = before.data
  const kept = createKept(deps)
  const was = await loadSpec(deps.blobs, before)
  const spec = 'spec' in wish ? layOver(was, wish.spec) : was
  const stored = {
    lane,
    sources,
    spec: await keepSpec(kept, names, spec, new AbortController().signal),
    ...(cover && { cover }),
    fingerprint: fingerprint(prepared, before),
    ...('spec' in wish ? { basedOn: before.job } : { retryOf: wish.retryOf }),
    traceparent,
  }
  return announce(deps, { names, kept, submitted: submittedOf(names, stored, deps.now()) })
}

const jobBefore = async (deps: FurtherJobDeps, { known, wish }: Further): Promise<SubmittedJob> =>
  'spec' in wish ? known.latest : retriedJob(deps, known, wish.retryOf)

/** The recordings of an episode never change, so those of any of its jobs will do. */
function fingerprint({ wish }: Pick<Further, 'wish'>, { data }: Submitted): string {
  const sourceSha256 = data.sources.map(({ sha256 }) => sha256)
  return fingerprintOf({ spec: {}, ...wish, sourceSha256 })
}
