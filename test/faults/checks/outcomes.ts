import { until } from '@soundmill/test-support'
import type { Accepted } from '../client.ts'
import type { CheckedWorld } from './checked-world.ts'

type Job = { episode: string; job: string }

/**
 * I1: everything that was answered with 2xx reaches exactly one outcome; so does everything else that is in the log.
 * Each job was submitted exactly once.
 */
export async function checkOutcomes(
  world: CheckedWorld,
  accepted: readonly Accepted[],
  timeoutMs: number,
): Promise<string[]> {
  const deadline = Date.now() + timeoutMs
  const logged = await world.behind.factsOf('submitted')
  const jobs = new Map<string, Job>(
    [...accepted, ...logged].map(({ episode, job }) => [job, { episode, job }]),
  )
  const violations: string[] = []
  for (const each of jobs.values()) {
    await finishes(world, each, deadline)
    violations.push(...(await checkJob(world, each)))
  }
  return violations
}

/** Whether it did, is counted afterwards. */
async function finishes({ events, subjects }: CheckedWorld, job: Job, deadline: number): Promise<void> {
  const outcome = () => events.last(subjects.pattern('finished', job))
  const timeoutMs = Math.max(1, deadline - Date.now())
  await until(outcome, { what: `an outcome of ${job.job}`, timeoutMs }).catch(() => {})
}

async function checkJob({ behind }: CheckedWorld, job: Job): Promise<string[]> {
  const submitted = await behind.factsOf('submitted', job)
  const finished = await behind.factsOf('finished', job)
  return [
    ...(submitted.length === 1 ? [] : [`I1: job ${job.job} was submitted ${submitted.length} times`]),
    ...(finished.length === 1 ? [] : [`I1: job ${job.job} has ${finished.length} outcomes`]),
  ]
}
