import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everything } from '../../services/status/src/testing/everything.ts'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { type FaithfulReader, openFaithfulReader } from './faithful-reader.ts'
import { small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { dropDatabase } from './view-lines.ts'
import { caughtUp } from './viewing.ts'
import { outcomeOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F36: MongoDB is lost, with everything it held', () => {
  let world: FaultWorld
  let reader: FaithfulReader
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ status: true })
  })
  afterAll(async () => {
    await reader?.leave()
    await world?.close()
  })

  async function finished(): Promise<void> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    await outcomeOf(world, job)
    expect(await seenOutcome(world, job)).toBe('succeeded')
  }

  /** All that status answers; until it is what it was, or time is up. */
  async function showsAgain(before: string[]): Promise<void> {
    const shown = async () => {
      expect(await everything(world.status)).toEqual(before)
      return true
    }
    await until(shown, { what: 'the view as it was', timeoutMs: 60_000 })
  }

  /** Every fact of the log, each once and in order, and nothing else. */
  async function hearsEverything(): Promise<void> {
    const facts = (await world.behind.history()).map(({ position }) => position)
    const ids = () => reader.heard.map(({ id }) => id)
    await until(() => ids().length >= facts.length, { what: 'the last fact', timeoutMs: 30_000 })
    expect(ids()).toEqual(facts)
  }

  it('is empty when it comes back: the view is made anew from the log, with nobody doing anything', async () => {
    await finished()
    await finished()
    reader = openFaithfulReader(`${world.status.url}/v1/events?from=beginning`)
    await hearsEverything()
    await caughtUp(world.status.url)
    const before = await everything(world.status)
    world.viewLines.mongo.cut()
    await dropDatabase(world.viewLines.straightUrl)
    world.viewLines.mongo.mend()
    await showsAgain(before)
  })

  it('is emptied under a running status: the same, and streams of events go on without a gap', async () => {
    const before = await everything(world.status)
    await dropDatabase(world.viewLines.straightUrl)
    await showsAgain(before)
    await finished()
    await hearsEverything()
    expect(await checkPromises(world, accepted)).toEqual([])
  })

  it('is empty when status starts', async () => {
    const before = await everything(world.status)
    await world.status.terminate()
    await dropDatabase(world.viewLines.straightUrl)
    await world.status.start()
    await showsAgain(before)
    await hearsEverything()
    expect(await checkPromises(world, accepted)).toEqual([])
  })
})
