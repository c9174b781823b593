import type { LaneName } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import type { EventLog } from '../index.ts'
import { type ContractServer, everything, setUp, start, submitJobs, unsettled, workerThat } from './bench.ts'

const idle = async (log: EventLog, lane: LaneName) => (await log.lanes.depth(lane)).idleHands

/** Hands that may not take normal jobs wait for urgent ones. */
const obeyed = (log: EventLog, hands: number) =>
  until(async () => (await idle(log, 'normal')) === 0 && (await idle(log, 'urgent')) === hands, {
    what: 'every hand to know that the lane is paused',
  })

function remembering() {
  const jobs: string[] = []
  const worker = workerThat(async ({ event }) => {
    jobs.push(event.job)
    return 'done'
  })
  return { jobs, worker }
}

/** What it means that a lane is open, paused or draining. */
export function laneControlContract(server: () => ContractServer) {
  describe('a lane', () => {
    it('is open as long as nobody said anything of it', async () => {
      const log = (await setUp(server())).open()
      expect(await log.lanes.state('urgent')).toEqual({ lane: 'urgent', state: 'open' })
      const { lane, position } = await log.lanes.set('urgent', 'open', 'me')
      expect(lane).toEqual({ lane: 'urgent', state: 'open' })
      expect(position).toMatch(/^[a-z0-9]+-0$/)
      expect(await log.state()).toMatchObject({ lastSequence: 0 })
    })

    it('is what was said of it last, by whom and when; saying so again changes nothing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const first = await log.lanes.set('normal', 'paused', 'ada')
      expect(first.lane).toMatchObject({ lane: 'normal', state: 'paused', principal: 'ada' })
      expect(await bench.open().lanes.set('normal', 'paused', 'bob')).toEqual(first)
      expect(await log.lanes.state('normal')).toEqual(first.lane)
      expect(await log.lanes.state('urgent')).toMatchObject({ state: 'open' })
      expect(await log.lanes.set('normal', 'draining', 'bob')).toMatchObject({
        lane: { state: 'draining', principal: 'bob' },
      })
      expect(await log.state()).toMatchObject({ lastSequence: 2 })
    })

    it('is what the last in the log said when many speak at once', async () => {
      const bench = await setUp(server())
      const said = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          bench.open().lanes.set('normal', i % 2 === 0 ? 'paused' : 'draining', `p${i}`),
        ),
      )
      const sequenceOf = ({ position }: { position: string }) => Number(position.split('-')[1])
      const last = said.reduce((a, b) => (sequenceOf(b) > sequenceOf(a) ? b : a))
      expect(await bench.open().lanes.state('normal')).toEqual(last.lane)
    })

    it('is open when nobody can read what was said of it, and what is said next stands', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      await log.lanes.set('normal', 'paused', 'me')
      await bench.outsider.jetstream().publish(bench.subjects.laneChanged('normal'), 'not JSON')
      expect(await log.lanes.state('normal')).toEqual({ lane: 'normal', state: 'open' })
      const { jobs, worker } = remembering()
      await start(log, worker)
      await submitJobs(log, 1)
      await until(() => jobs.length === 1, { what: 'the job' })
      await log.lanes.set('normal', 'open', 'me')
      expect(await log.lanes.state('normal')).toMatchObject({ state: 'open', principal: 'me' })
    })

    it('is nothing that a follower of episodes sees', async () => {
      const log = (await setUp(server())).open()
      const before = await log.append(exampleOf('started'))
      await log.lanes.set('normal', 'paused', 'me')
      const after = await log.append(exampleOf('started'))
      expect(await everything(log)).toEqual([before, after])
    })

    it('gives out nothing while it is paused, on any replica, and everything when it is open again', async () => {
      const bench = await setUp(server())
      const logs = [bench.open(), bench.open()]
      const { jobs, worker } = remembering()
      for (const log of logs) await start(log, worker, 2)
      const control = bench.open()
      await control.lanes.set('normal', 'paused', 'me')
      await obeyed(control, 4)
      const waiting = await submitJobs(control, 3)
      const urgent = await submitJobs(control, 3, 'urgent')
      await until(() => jobs.length === 3, { what: 'the urgent jobs' })
      expect(await control.lanes.depth('normal')).toMatchObject({ waiting: 3, inHand: 0 })
      await control.lanes.set('normal', 'open', 'me')
      await until(() => jobs.length === 6, { what: 'the jobs that waited' })
      const all = [...urgent, ...waiting].map(({ job }) => job)
      expect([...jobs].sort()).toEqual(all.sort())
    })

    it('lets go on what is in hand when it is paused', async () => {
      const log = (await setUp(server())).open()
      let release: () => void = () => {}
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      let begun = 0
      const working = workerThat(async () => {
        begun += 1
        await gate
        return 'done'
      })
      await start(log, working)
      await submitJobs(log, 2)
      await until(() => begun === 1, { what: 'the first job' })
      await log.lanes.set('normal', 'paused', 'me')
      release()
      await obeyed(log, 1)
      expect(begun).toBe(1)
      // It waits; or a hand that did not know yet has taken it and put it back.
      expect(await unsettled(log, 'normal')).toBe(1)
    })

    it('is worked to its end while it drains', async () => {
      const log = (await setUp(server())).open()
      await submitJobs(log, 3)
      await log.lanes.set('normal', 'draining', 'me')
      const { jobs, worker } = remembering()
      await start(log, worker)
      await until(async () => jobs.length === 3 && (await unsettled(log, 'normal')) === 0, {
        what: 'an empty lane',
      })
    })

    it('is what it was after the server was killed, for those that were there and those that come', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const { jobs, worker } = remembering()
      await start(log, worker)
      await log.lanes.set('normal', 'paused', 'me')
      await obeyed(log, 1)
      await bench.server.kill()
      await bench.server.restart()
      await until(() => submitJobs(log, 1), { what: 'the log to be back' })
      await start(bench.open(), worker)
      await obeyed(log, 2)
      expect(await log.lanes.state('normal')).toMatchObject({ state: 'paused', principal: 'me' })
      expect(jobs).toEqual([])
      await log.lanes.set('normal', 'open', 'me')
      await until(() => jobs.length > 0, { what: 'the job that waited' })
    })
  })
}
