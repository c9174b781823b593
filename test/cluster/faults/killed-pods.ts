import { describe, expect, it } from 'vitest'
import { small } from '../../faults/recording.ts'
import { asking, finishedAtLast, submitUntilAccepted } from '../support/client.ts'
import { podsOf } from '../support/index.ts'
import { itKeepsItsPromises, type Stage } from './stage.ts'

export const SERVERS = ['nats', 's3', 'mongo']

/** How a server may end: by SIGKILL, and its pod begins it again; or its pod is deleted, and there is another. */
export type End = 'killed' | 'deleted'

export function killedPods(stage: Stage, ends: End[]): void {
  describe.each(ends)('a server that is %s', (end) => {
    it.each(SERVERS)('comes back, and so do we: %s', async (server) => {
      const { url, rolledOut } = stage.system()
      const ask = asking(url)
      const before = await submitUntilAccepted(ask, small())
      await endAll(stage, server, end)
      const meanwhile = await Promise.all([1, 2, 3].map(() => submitUntilAccepted(ask, small())))
      stage.accepted.push(before, ...meanwhile)
      for (const { episode } of meanwhile) stage.abandoned.add(episode)
      await rolledOut(`statefulset/${server}`)
      for (const { episode } of [before, ...meanwhile])
        expect((await finishedAtLast(ask, episode)).published, episode).toBeDefined()
    })

    itKeepsItsPromises(stage)
  })
}

async function endAll({ system, hard }: Stage, server: string, end: End): Promise<void> {
  const { kubectl } = system()
  for (const pod of await podsOf(kubectl, server)) {
    if (end === 'killed') await hard().kill(pod)
    else await kubectl(['delete', 'pod', pod.name, '--wait=false'])
  }
}
