import { exampleOf } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { nanos } from 'nats'
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

    it('makes a queue anew that may have lost sight of jobs', async () => {
      const bench = await setUp(server())
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.consumers.update(bench.subjects.stream, 'work-normal', { max_deliver: 3 })
      expect(await bench.topology()).toContain(
        'the consumer work-normal had drifted: max_deliver 3 → -1; it was made anew, and deals every job again',
      )
      expect(await bench.open().check({ lanes: ['urgent', 'normal'] })).toBeUndefined()
    })

    it('is asked for by whoever looks at what was changed, and at what is missing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.streams.update(bench.subjects.stream, { max_msgs_per_subject: 1 })
      await jsm.consumers.update(bench.subjects.stream, 'work-urgent', { ack_wait: nanos(1_000) })
      const changed = `${bench.subjects.stream}: max_msgs_per_subject 1 → -1`
      expect(await log.check()).toBe(`the log is not what it was made (${changed}): run the topology step`)
      expect(await log.check({ lanes: ['urgent'] })).toContain(`${changed}, work-urgent: ack_wait is 1000 ms`)
      await jsm.consumers.delete(bench.subjects.stream, 'work-normal')
      await expect(log.check({ lanes: ['normal'] })).rejects.toThrow('a queue of the log is missing')
      await jsm.streams.delete(bench.subjects.stream)
      await expect(log.check()).rejects.toThrow('the log is missing in NATS: run the topology step')
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
