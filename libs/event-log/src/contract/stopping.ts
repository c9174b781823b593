import { setTimeout as sleep } from 'node:timers/promises'
import { newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { TryAgainError } from '../index.ts'
import { type ContractServer, setUp, start, submitJobs, workerThat } from './bench.ts'

/** How a worker lets go of its work, and what is heard of work in hand. */
export function stoppingContract(server: () => ContractServer) {
  describe('stopping work', () => {
    it('waits for the work in hand before it stops, and takes no more', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const done: string[] = []
      let begun = 0
      const working = await start(
        log,
        workerThat(async ({ event }) => {
          begun += 1
          await sleep(300)
          done.push(event.job)
          return 'done'
        }),
      )
      await submitJobs(log, 3)
      await until(() => begun === 1, { what: 'the first job' })
      await working.stop(5_000)
      expect([begun, done.length]).toEqual([1, 1])
    })

    it('aborts the work in hand when patience runs out, and the job is dealt again at once', async () => {
      const bench = await setUp(server())
      const [log, other] = [bench.open(), bench.open()]
      let begun = false
      const working = await start(
        log,
        workerThat(async (_, { signal }) => {
          begun = true
          await sleep(60_000, undefined, { signal }).catch(() => undefined)
          throw new TryAgainError('stopping', 0)
        }),
      )
      await submitJobs(log, 1)
      await until(() => begun, { what: 'the job' })
      await working.stop(50)
      let again = false
      await start(
        other,
        workerThat(async () => {
          again = true
          return 'done'
        }),
      )
      await until(() => again, { what: 'the job to come again', timeoutMs: 5_000 })
    })
  })

  describe('progress', () => {
    it('reaches who listens, and only while they do', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      await log.state()
      const heard: number[] = []
      const stop = bench.open().progress.listen(({ percent }) => heard.push(percent))
      const progress = { ...newScene(), step: 'render', percent: 50 }
      await until(
        () => {
          log.progress.report(progress)
          return heard.length > 0
        },
        { what: 'progress' },
      )
      stop()
      expect(heard[0]).toBe(50)
    })
  })
}
