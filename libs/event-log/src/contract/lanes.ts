import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { ACK_WAIT_MS, type ContractServer, setUp, start, submitJobs, unsettled, workerThat } from './bench.ts'

/** Remembers in which lane each job came. */
function remembering() {
  const lanes: string[] = []
  const worker = workerThat(async ({ event }) => {
    lanes.push(event.data.lane)
    return 'done'
  })
  return { lanes, worker }
}

/** What two lanes promise that one hand works. */
export function lanesContract(server: () => ContractServer) {
  describe('two lanes and one hand', () => {
    it('let urgent jobs overtake a backlog of normal ones', async () => {
      const log = (await setUp(server())).open()
      await submitJobs(log, 6)
      await submitJobs(log, 3, 'urgent')
      const { lanes, worker } = remembering()
      await start(log, worker)
      await until(() => lanes.length === 9, { what: 'nine jobs' })
      expect(lanes.slice(0, 3)).toEqual(['urgent', 'urgent', 'urgent'])
    })

    it('give a flood of urgent jobs three turns of four, and normal work the fourth', async () => {
      const log = (await setUp(server())).open()
      await submitJobs(log, 16, 'urgent')
      await submitJobs(log, 4)
      const { lanes, worker } = remembering()
      await start(log, worker)
      await until(() => lanes.length === 20, { what: 'twenty jobs' })
      const four = ['urgent', 'urgent', 'urgent', 'normal']
      expect(lanes.slice(0, 16)).toEqual([four, four, four, four].flat())
    })

    it('start what comes while the hand is free: normal jobs at once, urgent ones within a second', async () => {
      const log = (await setUp(server())).open()
      const { lanes, worker } = remembering()
      await start(log, worker)
      await until(async () => (await log.lanes.depth('normal')).idleHands === 1, { what: 'a free hand' })
      await submitJobs(log, 1, 'urgent')
      const urgentAt = Date.now()
      await until(() => lanes.length === 1, { what: 'the urgent job' })
      // A second, and some for a busy machine.
      expect(Date.now() - urgentAt).toBeLessThan(1_500)
      await until(async () => (await log.lanes.depth('normal')).idleHands === 1, { what: 'a free hand' })
      await submitJobs(log, 1)
      const normalAt = Date.now()
      await until(() => lanes.length === 2, { what: 'the normal job' })
      expect(Date.now() - normalAt).toBeLessThan(500)
    })

    it('never put two jobs into one hand', async () => {
      const bench = await setUp(server())
      const [log, other] = [bench.open(), bench.open()]
      const inHand: (() => void)[] = []
      let done = 0
      const worker = workerThat(async () => {
        await new Promise<void>((release) => inHand.push(release))
        done += 1
        return 'done'
      })
      await submitJobs(log, 6)
      await submitJobs(log, 6, 'urgent')
      await start(log, worker, 2)
      const leased = async () =>
        (await other.lanes.depth('normal')).inHand + (await other.lanes.depth('urgent')).inHand
      // Both hands are full and wait for us, so what the server counts cannot move between two lanes.
      for (let round = 1; round <= 6; round++) {
        await until(() => inHand.length === 2, { what: 'both hands to be full' })
        await until(async () => (await leased()) === 2, { what: 'two leases, one for each hand' })
        for (const release of inHand.splice(0)) release()
        await until(() => done === 2 * round, { what: 'both jobs to be done' })
      }
    })

    it('keep an urgent job that takes longer than the lease from everybody else', async () => {
      const bench = await setUp(server())
      const lapsed: boolean[] = []
      let dealt = 0
      const worker = workerThat(async (_, delivery) => {
        dealt += 1
        await sleep(ACK_WAIT_MS * 1.5)
        lapsed.push(delivery.lapsed())
        return 'done'
      })
      await start(bench.open(), worker)
      await start(bench.open(), worker)
      const log = bench.open()
      await submitJobs(log, 1, 'urgent')
      await until(async () => lapsed.length > 0 && (await unsettled(log, 'urgent')) === 0, {
        what: 'the long job',
      })
      expect([dealt, lapsed]).toEqual([1, [false]])
    })

    it('deal an urgent job again that was left alone, when its lease is over', async () => {
      const log = (await setUp(server())).open()
      let dealt = 0
      await start(
        log,
        workerThat(async () => {
          dealt += 1
          return dealt === 1 ? 'overtaken' : 'done'
        }),
      )
      await submitJobs(log, 1, 'urgent')
      await until(() => dealt === 2, { what: 'the job to come again' })
      await until(async () => (await unsettled(log, 'urgent')) === 0, { what: 'the job to be settled' })
    })

    it('go on with one while the other is missing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const { lanes, worker } = remembering()
      await start(log, worker)
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.consumers.delete(bench.subjects.stream, 'work-urgent')
      await submitJobs(log, 1, 'urgent')
      await submitJobs(log, 3)
      await until(() => lanes.length === 3, { what: 'the normal jobs' })
      await bench.topology()
      await until(() => lanes.length === 4, { what: 'the urgent job' })
      expect(lanes).toEqual(['normal', 'normal', 'normal', 'urgent'])
    })
  })
}
