import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit, submitUntilAccepted } from './client.ts'
import { openSteppedClock, type SteppedClock } from './clock.ts'
import { isPart } from './lines.ts'
import { longRecording, recording, small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal, strikesOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** The store believes signatures that are 15 minutes off (AWS: RequestTimeTooSkewed), so that nobody need notice. */
const STEP_MINUTES = 14

describe.skipIf(viewIsMissing)('F31: the clock of the machine steps while everything works', () => {
  let world: FaultWorld
  let clock: SteppedClock
  const accepted: Accepted[] = []
  beforeAll(async () => {
    clock = await openSteppedClock()
    world = await openFaultWorld({ status: true, environment: clock.environment })
  })
  afterAll(async () => {
    await world?.close()
    await clock?.remove()
  })

  const submitted = async (what = small()) => {
    const job = await submitUntilAccepted(world, { recording: what, key: newKey() })
    accepted.push(job)
    return job
  }

  it.each([
    ['forward', STEP_MINUTES],
    ['back', -STEP_MINUTES],
  ])('%s, by %i minutes, in the middle of a job and of an upload: neither notices', async (_, minutes) => {
    const long = await submitted(longRecording())
    const tool = await holdTool(world)
    const part = world.lines.s3.fault(isPart, { kind: 'hold' }, { times: 1 })
    const uploading = submitted(recording())
    await part.caught
    await clock.step(minutes)
    part.lift()
    signal(tool.pid, 'SIGCONT')
    for (const job of [long, await uploading, await submitted()]) {
      expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
      expect(await strikesOf(world, job)).toEqual([0])
      expect(await minutesOff(world, job)).toBe(minutes)
      expect(await seenOutcome(world, job)).toBe('succeeded')
    }
    await clock.step(0)
    expect(await checkPromises(world, accepted)).toEqual([])
  })

  it.each([
    ['forward', 24 * 60],
    ['back', -24 * 60],
  ])(
    '%s, by a day: the store refuses, which is said; with the right time all goes on',
    async (_, minutes) => {
      const long = await submitted(longRecording())
      const tool = await holdTool(world)
      await clock.step(minutes)
      signal(tool.pid, 'SIGCONT')
      const late = { recording: small(), key: newKey() }
      expect((await submit(world, late)).status).toBe(503)
      const said = () => world.ingest.logged().some((line) => line.includes('look at the clocks'))
      await until(said, { what: 'ingest to name the clocks' })
      await clock.step(0)
      accepted.push(await submitUntilAccepted(world, late))
      expect(await outcomeOf(world, long)).toMatchObject({ outcome: 'succeeded' })
      for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
      await sweepEverythingOld(world)
      expect(await checkPromises(world, accepted)).toEqual([])
    },
  )
})

/** How many minutes the time in the outcome of a job is from the true one, in whole steps. */
async function minutesOff({ behind }: FaultWorld, job: Accepted): Promise<number> {
  const [finished] = await behind.factsOf('finished', job)
  return Math.round((Date.parse(finished?.time ?? '') - Date.now()) / (STEP_MINUTES * 60_000)) * STEP_MINUTES
}
