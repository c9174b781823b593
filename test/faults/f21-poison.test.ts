import { newId } from '@soundmill/events'
import type { IsOne } from '@soundmill/test-support'
import { connect } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { small } from './recording.ts'
import { sharedServers, viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { isArtifactPut, outcomeOf, startedBy, strikesOf } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(viewIsMissing)('F21: poison', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 2, status: true })
  })
  afterAll(() => world?.close())

  async function submitted(): Promise<Accepted> {
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    accepted.push(job)
    return job
  }

  /** What nobody of ours would say, where jobs are waited for. */
  async function publish(messages: Array<[subject: string, payload: string]>): Promise<void> {
    const connection = await connect({ servers: sharedServers().natsUrl })
    const js = connection.jetstream({ timeout: 10_000 })
    for (const [subject, payload] of messages) await js.publish(subject, Buffer.from(payload))
    await connection.close()
  }

  it('garbage for jobs: each has an outcome that says so, and real jobs go on', async () => {
    const at = ({ episode, job }: Named) =>
      `${world.namespace}.episodes.default.${episode}.${job}.submitted.normal`
    const strangers = GARBAGE.map((payload) => ({ episode: newId(), job: newId(), payload }))
    const garbage = strangers.map((stranger): [string, string] => [at(stranger), stranger.payload])
    await publish([...garbage, [at(NOBODY), 'a subject that names nobody']])
    const after = await submitted()
    expect(await outcomeOf(world, after)).toMatchObject({ outcome: 'succeeded' })
    for (const stranger of strangers) {
      const outcome = await outcomeOf(world, stranger)
      expect(outcome).toMatchObject({ outcome: 'failed', code: 'unreadable_event' })
    }
    await publish(garbage)
    expect(await checkPromises(world, accepted)).toEqual([])
    for (const stranger of strangers) expect(await world.behind.factsOf('finished', stranger)).toHaveLength(1)
  })

  it('a recording that kills its worker: five strikes, given up, and others finish meanwhile', async () => {
    // Until it is known which recording that is, it is the only one.
    let poisoned: string | undefined
    const isPoison: IsOne = (request) => isArtifactPut(poisoned)(request)
    const poison = world.workLines.s3.fault(isPoison, { kind: 'hold' })
    const doomed = await submitted()
    poisoned = doomed.episode
    const others: Accepted[] = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      others.push(await submitted())
      const pid = (await startedBy(world, doomed, attempt)).at(-1)
      const worker = world.processors.find((each) => each.pid === pid)
      await worker?.kill()
      await worker?.start()
    }
    const outcome = await outcomeOf(world, doomed)
    poison.lift()
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'gave_up' })
    expect(await strikesOf(world, doomed)).toEqual([0, 1, 2, 3, 4])
    for (const other of others) expect(await outcomeOf(world, other)).toMatchObject({ outcome: 'succeeded' })
    expect(await checkPromises(world, accepted, { workersDied: true })).toEqual([])
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted)).toEqual([])
  })
})

type Named = { episode: string; job: string }

const NOBODY: Named = { episode: 'not-an-id', job: 'nor-this' }

const GARBAGE = ['', 'garbage', '{}', '[1, 2', '{"specversion": "1.0"}', '\u0000'.repeat(10_000)]
