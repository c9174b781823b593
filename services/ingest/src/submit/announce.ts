import type { Position } from '@soundmill/event-log'
import type { LaneName, Submitted } from '@soundmill/events'
import { describeSpan, HttpProblem, type Logger } from '@soundmill/runtime'
import { type CommitDeps, commit } from './commit.ts'
import type { Earlier } from './earlier.ts'
import type { Kept } from './kept.ts'
import { outboxKey } from './outbox.ts'
import type { Names } from './submission.ts'

/** The answer to a submit. `replay`: another request with the same names was first, and asked for the same. */
export type Accepted = { episode: string; job: string } & (
  | { announced: true; position: Position; replay: boolean }
  | { announced: false }
)

/** A fact that is to be said, and what was stored for it. */
export type Prepared = { names: Names; kept: Kept; submitted: Submitted }

/** One line for every submit, however it came in; the log says which job it is about. */
export function tellAccepted(log: Logger, accepted: Accepted, lane: LaneName): Accepted {
  const { announced } = accepted
  log.info({ lane, announced, replay: announced && accepted.replay }, 'accepted a submit')
  return accepted
}

/** Commits and says it. Throws what `commit` throws, and `idempotency_conflict` as `replay` does. */
export async function announce(deps: CommitDeps, { names, kept, submitted }: Prepared): Promise<Accepted> {
  describeSpan({ 'soundmill.episode': names.episode, 'soundmill.job': names.job })
  const committed = await commit(deps, { key: outboxKey(names), submitted, sourceStoredAt: kept.since() })
  const { episode, job } = names
  if (committed.outcome === 'unannounced') return { episode, job, announced: false }
  if (committed.outcome === 'stands') return replay(names, submitted.data.fingerprint, committed)
  return { episode, job, announced: true, position: committed.position, replay: false }
}

/** The answer when these names are taken; throws `idempotency_conflict` when something else was asked for by them. */
export function replay(
  { episode, job }: Pick<Names, 'episode' | 'job'>,
  asked: string,
  { standing, position }: Earlier,
): Accepted {
  if (asked === standing.data.fingerprint) return { episode, job, announced: true, position, replay: true }
  const detail = `this key was used for other bytes or another spec: job ${job} of episode ${episode}`
  throw new HttpProblem(422, 'idempotency_conflict', detail)
}
