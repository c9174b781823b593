import type { Finished } from '@soundmill/events'
import type { CheckedWorld } from './checked-world.ts'

/** What was published when somebody looked, by job; for as long as the world is there. */
const seen = new WeakMap<CheckedWorld, Map<string, string>>()

/**
 * I3: a job has at most one published result, of one run, and it never changes: it is what it was at the last look.
 * That its bytes stand as it says is checked with I5.
 */
export async function checkResults(world: CheckedWorld): Promise<string[]> {
  const known = seen.get(world) ?? new Map<string, string>()
  seen.set(world, known)
  const published = new Map<string, Finished[]>()
  for (const finished of await world.behind.factsOf('finished'))
    published.set(finished.job, [...(published.get(finished.job) ?? []), finished])
  const violations: string[] = []
  for (const [job, outcomes] of published) {
    const results = outcomes.filter(({ data }) => data.outcome === 'succeeded')
    if (results.length > 1) violations.push(`I3: job ${job} has ${results.length} published results`)
    violations.push(...outcomes.flatMap(strangersOf))
    const now = JSON.stringify(outcomes[0])
    if ((known.get(job) ?? now) !== now) violations.push(`I3: the outcome of job ${job} has changed`)
    known.set(job, now)
  }
  const lost = [...known.keys()].filter((job) => !published.has(job))
  return [...violations, ...lost.map((job) => `I3: the outcome of job ${job} is gone`)]
}

/** A result names only what lies under its own run. */
function strangersOf({ episode, job, data }: Finished): string[] {
  if (data.outcome !== 'succeeded') return []
  const own = `artifacts/${episode}/${job}/${data.runId}/`
  const strangers = data.artifacts.filter(({ blob }) => !blob.startsWith(own))
  return strangers.map(({ name }) => `I3: ${name} of job ${job} is not of the run that is published`)
}
