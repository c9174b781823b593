import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { small } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { isArtifactPut, outcomeOf, startedBy } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Jobs in hand when their worker is stopped. */
const AT_ONCE = 5
/** A start, a lease and ten jobs, on a busy machine. */
const MOST_MS_PER_ROUND = 60_000

/**
 * A worker is stopped (SIGSTOP) with jobs in hand, each about to store what it has made; when its leases have run out
 * another has them. It goes on (SIGCONT) when those are finished, in odd rounds as soon as they were begun.
 */
export function overtaken(times: number): void {
  describe.skipIf(viewIsMissing)('F23: two workers on one job', () => {
    let world: FaultWorld
    beforeAll(async () => {
      const environment = { PROCESSOR_CONCURRENCY: String(AT_ONCE) }
      world = await openFaultWorld({ processors: 2, status: true, environment })
    })
    afterAll(() => world?.close())

    it(
      `${times} times: the job has one outcome, and what the slower one makes late is taken away by itself`,
      async () => {
        const accepted: Accepted[] = []
        for (let number = 0; number * AT_ONCE < times; number++) {
          const jobs = await round(world, number % 2 === 0)
          accepted.push(...jobs)
          expect(await checkPromises(world, jobs, { settlingMs: 30_000 })).toEqual([])
        }
        const attempts = await until(() => world.behind.factsOf('started'), { what: 'the attempts' })
        expect(attempts).toHaveLength(2 * accepted.length)
      },
      (times / AT_ONCE) * MOST_MS_PER_ROUND,
    )
  })
}

/** One of two workers works alone, is stopped with all it has in hand, and wakes up late, or in the middle. */
async function round(world: FaultWorld, isLate: boolean): Promise<Accepted[]> {
  const [slow, quick] = isLate ? world.processors : world.processors.toReversed()
  if (!slow || !quick) throw new Error('there are two')
  await quick.terminate()
  const held = world.workLines.s3.fault(isArtifactPut(), { kind: 'hold' }, { times: AT_ONCE })
  const submission = () => ({ recording: small(), key: newKey() })
  const all = Array.from({ length: AT_ONCE }, () => submitUntilAccepted(world, submission()))
  const jobs = await Promise.all(all)
  for (const job of jobs) await startedBy(world, job)
  await held.caught
  slow.signal('SIGSTOP')
  await quick.start()
  for (const job of jobs) await (isLate ? outcomeOf(world, job) : startedBy(world, job, 2))
  slow.signal('SIGCONT')
  held.lift()
  return jobs
}
