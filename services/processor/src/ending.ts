import type { Delivery } from '@soundmill/event-log'
import type { EpisodeEvent } from '@soundmill/events'
import type { Deps } from './deps.ts'
import type { Job, Run } from './job.ts'

/** Why a run has no reason to go on: the job has its outcome, the episode must go, or a later run has the job. */
export type Ending = 'finished' | 'deleted' | 'overtaken'

/** Asks the log, which alone knows. An outcome that this very run has said is no reason to stop. */
export async function endingOf({ events, subjects }: Deps, job: Job, run?: Run): Promise<Ending | undefined> {
  const [finished, deleted] = await Promise.all([
    events.last(subjects.pattern('finished', job)),
    events.last(subjects.pattern('deleted', job)),
  ])
  if (finished && !isOutcomeOf(finished.event, run)) return 'finished'
  return deleted ? 'deleted' : undefined
}

export const isOutcomeOf = (event: EpisodeEvent, run: Run | undefined): boolean =>
  event.fact === 'finished' && 'runId' in event.data && event.data.runId === run?.runId

/** The job was ended by somebody else while we worked on it. */
export class EndedElsewhereError extends Error {
  override name = 'EndedElsewhereError'
  readonly ending: Ending
  constructor(ending: Ending) {
    super(`the job is ${ending}`)
    this.ending = ending
  }
}

/**
 * Aborts the run as soon as somebody else has ended the job. Heartbeats and hints only make it look: what
 * counts is what the log says. While the log cannot be asked the run goes on.
 */
export function watchEnding(deps: Deps, job: Job, run: Run, delivery: Delivery): AbortSignal {
  const ended = new AbortController()
  const { events, subjects } = deps

  const overtaken = async () => {
    const last = await events.last(subjects.pattern('started', job))
    return last?.event.fact === 'started' && last.event.data.runId !== run.runId
  }
  const look = async () => {
    const ending =
      (await endingOf(deps, job, run)) ?? (delivery.lapsed() && (await overtaken()) ? 'overtaken' : undefined)
    if (ending) ended.abort(new EndedElsewhereError(ending))
  }
  delivery.onHeartbeat(() => {
    if (!ended.signal.aborted)
      look().catch((err) => deps.log.warn({ err }, 'cannot ask whether the job was ended'))
  })
  return ended.signal
}
