import type { Submitted } from '@soundmill/events'
import { expect } from 'vitest'
import type { World } from './world.ts'

/** One `submitted`, of this job, and exactly the recording and the entry that it names. */
export async function expectOneJob(world: World, job: string | undefined): Promise<Submitted> {
  const [event, ...others] = await world.submitted()
  expect(others).toEqual([])
  expect(event?.job).toBe(job)
  expect(await world.sources()).toEqual([event?.data.sources[0]?.blob])
  expect(await world.outbox()).toHaveLength(1)
  if (!event) throw new Error('there is one')
  return event
}
