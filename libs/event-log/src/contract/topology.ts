import { exampleOf } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { LogUnavailableError } from '../index.ts'
import { type Bench, type ContractServer, everything, setUp, start, submitJobs, workerThat } from './bench.ts'

/** What the topology step promises. */
export function topologyContract(server: () => ContractServer) {
  describe('the topology step', () => {
    it('makes what is missing, changes nothing the second time, and loses nothing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const { event } = await log.append(exampleOf('started'))
      const again = await bench.topology()
      expect(again.every((line) => line.endsWith('is as it should be'))).toBe(true)
      expect((await everything(log)).map((recorded) => recorded.event)).toEqual([event])
    })

    it('brings back what has drifted, and says what it was', async () => {
      const bench = await setUp(server())
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.consumers.delete(bench.subjects.stream, 'work-normal')
      const done = await bench.topology({ maxBytes: 64 * 1024 ** 2 })
      expect(done).toEqual([
        `the stream ${bench.subjects.stream} had drifted: max_bytes ${32 * 1024 ** 2} → ${64 * 1024 ** 2}`,
        'made the consumer work-normal',
        'the consumer work-urgent is as it should be',
      ])
    })

    it('brings a log of an earlier release to what it is today, and loses nothing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const [before] = [await log.append(exampleOf('started'))]
      await asItWas(bench)
      await expect(log.lanes.set('normal', 'paused', 'me')).rejects.toThrow(LogUnavailableError)
      const [scene] = await submitJobs(log, 1, 'urgent')
      const [subjects] = await bench.topology()
      expect(subjects).toContain('had drifted: subjects ')
      expect(await everything(log)).toMatchObject([before, { event: scene }])
      expect((await log.lanes.set('normal', 'paused', 'me')).lane.state).toBe('paused')
      const dealt: unknown[] = []
      await start(
        log,
        workerThat(async ({ event }) => {
          dealt.push(event.job)
          return 'done'
        }),
      )
      await until(() => dealt.length === 1, { what: 'the urgent job from before there was a lane' })
      expect(dealt).toEqual([scene?.job])
    })
  })
}

/** The stream and the consumers of the release that had one lane. */
async function asItWas({ outsider, subjects, namespace }: Bench) {
  const jsm = await outsider.jetstreamManager({ checkAPI: false })
  const { config } = await jsm.streams.info(subjects.stream)
  const stored = [`${namespace}.episodes.>`, `${namespace}.library.>`]
  await jsm.streams.update(subjects.stream, { ...config, subjects: stored })
  await jsm.consumers.delete(subjects.stream, 'work-urgent')
}
