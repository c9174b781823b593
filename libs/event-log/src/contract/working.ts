import { setTimeout as sleep } from 'node:timers/promises'
import { encode } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { TryAgainError } from '../index.ts'
import {
  ACK_WAIT_MS,
  type Bench,
  type ContractServer,
  setUp,
  start,
  submitJobs,
  workerThat,
} from './bench.ts'

/** What a worker may rely on. */
export function workingContract(server: () => ContractServer) {
  describe('working', () => {
    it('deals each job to one of the workers', async () => {
      const bench = await setUp(server())
      const logs = [bench.open(), bench.open()]
      const dealt: string[] = []
      const worker = workerThat(async ({ event }) => {
        dealt.push(event.job)
        return 'done'
      })
      for (const log of logs) await start(log, worker, 2)
      const scenes = await submitJobs(bench.open(), 10)
      await until(() => dealt.length >= 10, { what: 'ten jobs' })
      await settled(bench)
      expect(dealt.sort()).toEqual(scenes.map(({ job }) => job).sort())
    })

    it('deals a job again, after the delay asked for, when the worker throws', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const at: number[] = []
      await start(
        log,
        workerThat(async () => {
          at.push(Date.now())
          if (at.length < 3) throw new TryAgainError('no luck', 400)
          return 'done'
        }),
      )
      await submitJobs(log, 1)
      await until(() => at.length === 3, { what: 'three deliveries' })
      await settled(bench)
      expect(
        at
          .slice(1)
          .map((time, i) => time - (at[i] ?? 0))
          .every((gap) => gap >= 390),
      ).toBe(true)
    })

    it('keeps a job that takes longer than the lease from everybody else', async () => {
      const bench = await setUp(server())
      const dealt: string[] = []
      const lapsed: boolean[] = []
      const worker = workerThat(async ({ event }, delivery) => {
        dealt.push(event.job)
        await sleep(ACK_WAIT_MS * 2.5)
        lapsed.push(delivery.lapsed())
        return 'done'
      })
      await start(bench.open(), worker, 1)
      await start(bench.open(), worker, 1)
      await submitJobs(bench.open(), 1)
      await until(() => lapsed.length === 1, { what: 'the long job' })
      await settled(bench)
      expect([dealt.length, lapsed]).toEqual([1, [false]])
    })

    it('leaves alone a job that somebody else has: no ack, no nak', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      let deliveries = 0
      await start(
        log,
        workerThat(async () => {
          deliveries += 1
          return deliveries === 1 ? 'overtaken' : 'done'
        }),
      )
      await submitJobs(log, 1)
      await until(() => deliveries === 2, { what: 'the lease to lapse and the job to come again' })
      await settled(bench)
    })

    it('tells the worker whose job it is when the event cannot be read, and keeps one from the future', async () => {
      const bench = await setUp(server())
      const [broken, future] = [exampleOf('submitted'), exampleOf('submitted')]
      const unreadable: unknown[] = []
      await start(
        bench.open(),
        workerThat(
          async () => 'done',
          async (address) => {
            unreadable.push(address.job)
            return 'done'
          },
        ),
      )
      const js = bench.outsider.jetstream()
      const later = new TextDecoder().decode(encode(future)).replaceAll('submitted.v1', 'submitted.v9')
      await js.publish(bench.subjects.of(future), later)
      await js.publish(bench.subjects.of(broken), '{"specversion":"1.0"}')
      await until(() => unreadable.length === 1, { what: 'the unreadable job' })
      expect(unreadable).toEqual([broken.job])
      await until(async () => (await inHand(bench)) === 1, { what: 'the job from the future to be kept' })
    })

    it('hints at once that a job in hand was ended by somebody else', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      let heard = 0
      let begun = false
      await start(
        log,
        workerThat(async (_, delivery) => {
          begun = true
          await new Promise<void>((resolve) =>
            delivery.onHeartbeat(() => {
              heard += 1
              resolve()
            }),
          )
          return 'done'
        }),
      )
      const [scene = newScene()] = await submitJobs(log, 1)
      await until(() => begun, { what: 'the job' })
      await log.append(exampleOf('finished', scene))
      await until(() => heard > 0, { what: 'the hint' })
    })

    it('goes on after the server was killed, and loses no job', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const done = new Set<string>()
      await start(
        log,
        workerThat(async ({ event }) => {
          await sleep(100)
          done.add(event.job)
          return 'done'
        }),
      )
      const scenes = await submitJobs(log, 6)
      await until(() => done.size >= 2, { what: 'two jobs' })
      await bench.server.kill()
      await bench.server.restart()
      await until(() => done.size === scenes.length, { what: 'all jobs' })
    })
  })
}

async function consumerInfo({ outsider, subjects }: Bench) {
  const jsm = await outsider.jetstreamManager({ checkAPI: false })
  return jsm.consumers.info(subjects.stream, 'work-normal')
}

const inHand = async (bench: Bench) => (await consumerInfo(bench)).num_ack_pending

/** Nothing waits and nothing is in hand: every job was acked. */
async function settled(bench: Bench) {
  const empty = async () => {
    const { num_pending, num_ack_pending } = await consumerInfo(bench)
    return num_pending + num_ack_pending === 0
  }
  await until(empty, { what: 'every job to be settled' })
}
