import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { longRecording } from '../../faults/recording.ts'
import { openWorld } from '../support/check.ts'
import { asking, finished, newKey, submit } from '../support/client.ts'
import type { Deployed } from '../support/index.ts'
import { itKeepsItsPromises, type Stage } from './stage.ts'

/** Three encoders and their proofs over three minutes of sound: longer than a pod takes to go. */
const LONG = { seconds: 180, spec: { preset: 'podcast' } }

/** The processors of the stage have so little grace that the job cannot be finished before its pod goes. */
export function evicted(stage: Stage): void {
  describe('a processor that is evicted in the middle of a job', () => {
    it('hands it back, and the pod that takes its place finishes it', async () => {
      const system = stage.system()
      const job = await submit(asking(system.url), longRecording(LONG.seconds), newKey(), LONG.spec)
      stage.accepted.push(job)
      const { world, close } = await openWorld(system)
      try {
        const startedAt = async () => (await world.behind.factsOf('started', job)).map(({ data }) => data)
        const first = await until(async () => (await startedAt())[0], { what: 'a start', timeoutMs: 60_000 })
        await evict(system, podOf(first.worker))
        await system.kubectl(['wait', '--for=delete', `pod/${podOf(first.worker)}`, '--timeout=60s'])
        await finished(asking(system.url), job.episode)

        const failed = await world.behind.factsOf('attempt-failed', job)
        expect(failed.map(({ data }) => [data.attempt, data.code, data.counts])).toEqual([
          [1, 'worker_stopping', false],
        ])
        const starts = await startedAt()
        expect(starts).toMatchObject([{ attempt: 1 }, { attempt: 2, strikes: 0 }])
        expect(podOf(starts[1]?.worker)).not.toBe(podOf(first.worker))
      } finally {
        await close()
      }
    })

    itKeepsItsPromises(stage)
  })
}

/** A worker is called by its machine, here its pod, and its process. */
const podOf = (worker = '') => worker.replace(/-\d+$/, '')

/** As a node that is drained does it: asked for, and granted by the disruption budget. */
async function evict({ kubectl, namespace }: Deployed, name: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`
  await kubectl(['create', '--raw', path, '--filename', '-'], JSON.stringify(eviction))
}
