import { join } from 'node:path'
import { type Scratch, scratch, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { type FaithfulReader, openFaithfulReader } from './faithful-reader.ts'
import { backUpLog, loseLog, restoreLog, tryToRestoreLog } from './log-copies.ts'
import { small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { sweepEverythingOld, sweepWhatIsSure } from './sweep.ts'
import { listAll } from './viewing.ts'
import { outcomeOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F36: the log is lost, with everything in it, while all services run', () => {
  let world: FaultWorld
  let reader: FaithfulReader
  let disk: Scratch
  let backup: string
  let removed: Accepted
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ status: true })
    disk = await scratch()
    backup = join(disk.dir, 'backup')
  })
  afterAll(async () => {
    await reader?.leave()
    await world?.close()
    await disk?.remove()
  })

  async function submitted(): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    return job
  }

  async function finished(): Promise<Accepted> {
    const job = await submitted()
    await outcomeOf(world, job)
    expect(await seenOutcome(world, job)).toBe('succeeded')
    return job
  }

  async function remove({ episode }: Accepted): Promise<void> {
    const answer = await fetch(`${world.ingest.url}/v1/episodes/${episode}`, { method: 'DELETE' })
    expect(answer.status).toBe(202)
  }

  const keys = async () => (await world.behind.list('')).map(({ key }) => key)
  const epochNow = async () => (await world.events.state()).epoch

  it('after a backup, a job, and a deletion: uploads go on, the view stays, nothing is taken away', async () => {
    await finished()
    removed = await finished()
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted)).toEqual([])
    await backUpLog(world, backup)
    await finished()
    await remove(removed)
    await until(async () => (await listAll(world.status.url)).size === 2, { what: 'the deletion' })
    reader = openFaithfulReader(`${world.status.url}/v1/events?from=beginning`)
    const facts = (await world.behind.history()).length
    await until(() => reader.heard.length === facts, { what: 'the reader to have heard everything' })

    const before = await keys()
    await loseLog(world)
    expect(await submitted()).toMatchObject({ announced: false })
    expect((await listAll(world.status.url)).size).toBe(2)
    expect(await keys()).toEqual(expect.arrayContaining(before))
  })

  it('is made anew, empty: what the outbox holds is done again, and what was published stays', async () => {
    const before = await keys()
    await world.topology()
    // The one whose bytes are gone may still be tried when the log is another one again.
    for (const job of accepted) if (job !== removed) await outcomeOf(world, job)
    for (let pass = 0; pass < 2; pass++) await sweepWhatIsSure(world)
    expect(await keys()).toEqual(expect.arrayContaining(before))
    const { code, printed } = await tryToRestoreLog(world, backup)
    expect(code).toBe(1)
    expect(printed).toContain('docs/backup.md')
  })

  it('is restored: what came after the backup comes back by the outbox, and what was published is as it was', async () => {
    const [empty, resets] = [await epochNow(), resetsOf(reader)]
    await loseLog(world)
    await restoreLog(world, backup)
    expect(await epochNow()).not.toBe(empty)
    await world.topology()
    for (const job of accepted) expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
    await until(() => resetsOf(reader) > resets, { what: 'readers to be told that this is another log' })

    // A deletion is in no outbox: it is lost with the log, and said again by whoever keeps a list.
    await remove(removed)
    await sweepWhatIsSure(world)
    await sweepEverythingOld(world)
    const lost = { workersDied: true, logLost: true }
    expect(await checkPromises(world, accepted, lost)).toEqual([])
  })

  it('is told from then on without a gap', async () => {
    await finished()
    const facts = (await world.behind.history()).map(({ position }) => position)
    const sinceReset = () => reader.heard.slice(reader.heard.findLastIndex(isReset)).map(({ id }) => id)
    await until(() => sinceReset().at(-1) === facts.at(-1), { what: 'the newest fact' })
    expect(sinceReset()).toEqual(facts.slice(facts.indexOf(sinceReset()[0] ?? '')))
    expect(await checkPromises(world, accepted, { workersDied: true, logLost: true })).toEqual([])
  })
})

const isReset = ({ event }: { event: string }) => event === 'reset'
const resetsOf = ({ heard }: FaithfulReader) => heard.filter(isReset).length
