import { describe, expect, it } from 'vitest'
import type { Accepted } from '../../faults/client.ts'
import { small } from '../../faults/recording.ts'
import { openWorld } from '../support/check.ts'
import { asking, finished, submit } from '../support/client.ts'
import { itKeepsItsPromises, type Stage } from './stage.ts'

/** Uploads at once, for the backlog to be there soon. */
const AT_ONCE = 4

/** `alone` jobs for one processor, only to tell how fast it is, and then sixty for three. */
export function scaling(stage: Stage, alone: number): void {
  describe('a backlog of sixty jobs', () => {
    it('is drained by three processors, which share it and begin nothing twice', async () => {
      const one = await drain(stage, alone, 1)
      const three = await drain(stage, 60, 3)
      console.log(`one processor: ${one.says}; three: ${three.says}`)
      expect(await workersOf(stage, one.backlog)).toHaveLength(alone)
      const workers = await workersOf(stage, three.backlog)
      expect([workers.length, new Set(workers).size]).toEqual([60, 3])
    })

    itKeepsItsPromises(stage)
  })
}

/** Jobs are taken while none is begun, and then begun together; the time is that until the last is finished. */
async function drain({ system, accepted }: Stage, jobs: number, processors: number) {
  const { url, kubectl, rolledOut } = system()
  const ask = asking(url)
  await ask('/v1/lanes/normal/pause', { method: 'POST' })
  const backlog: Accepted[] = []
  while (backlog.length < jobs) {
    const several = Array.from({ length: Math.min(AT_ONCE, jobs - backlog.length) }, () =>
      submit(ask, small()),
    )
    backlog.push(...(await Promise.all(several)))
  }
  accepted.push(...backlog)
  await kubectl(['scale', 'deployment/processor', `--replicas=${processors}`])
  await rolledOut('deployment/processor')
  const began = performance.now()
  await ask('/v1/lanes/normal/resume', { method: 'POST' })
  for (const { episode } of backlog) await finished(ask, episode)
  const seconds = (performance.now() - began) / 1000
  return { backlog, says: `${jobs} jobs in ${seconds.toFixed(1)} s, ${(jobs / seconds).toFixed(2)} a second` }
}

/** Who began these jobs, one entry for each time. */
async function workersOf({ system }: Stage, jobs: Accepted[]): Promise<string[]> {
  const { world, close } = await openWorld(system())
  try {
    const asked = new Set(jobs.map(({ job }) => job))
    const started = (await world.behind.factsOf('started')).filter(({ job }) => asked.has(job))
    return started.map(({ data }) => data.worker)
  } finally {
    await close()
  }
}
