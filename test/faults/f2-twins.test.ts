import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, type Answer, newKey, submit, submitUntilAccepted } from './client.ts'
import { holdAfterPublish, isOutboxPut } from './lines.ts'
import { type Recording, recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Enough to be stored while others are, and little enough for fifty at once. */
const SMALL_BYTES = 256 * 1024

/** Brings the first of two twins to where it is to be killed, and resolves when it is there. */
type Reach = (world: FaultWorld) => Promise<() => void>

const beforeTheEntry: Reach = async ({ lines }) => {
  const fault = lines.s3.fault(isOutboxPut, { kind: 'hold' }, { times: 1 })
  await fault.caught
  return fault.lift
}

const afterTheEntry: Reach = async ({ lines }) => {
  const fault = lines.s3.fault(isOutboxPut, { kind: 'withhold' }, { times: 1 })
  await fault.answered
  return fault.lift
}

const afterTheEvent: Reach = async (world) => {
  await holdAfterPublish(world.lines.nats)
  return () => world.lines.nats.resumeReplies()
}

describe.skipIf(serversAreMissing)('F2: duplicate and concurrent submits at two replicas', () => {
  let world: FaultWorld
  const everything: Accepted[] = []
  /** What a killed replica leaves is for the sweeper, here and in every later test. */
  const abandoned = new Set<string>()
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 2 })
  })
  afterAll(() => world?.close())

  const at = (replica: number) => world.ingests[replica % 2]?.url ?? ''

  async function sourcesOf({ episode }: Accepted) {
    return (await world.behind.list(`source/${episode}/`)).map(({ key }) => key)
  }

  it('fifty at once become one job with one recording, and all are told the same', async () => {
    const [one, key] = [recording(SMALL_BYTES), newKey()]
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, twin) => submit(world, { recording: one, key, origin: at(twin) })),
    )
    const accepted = answers.flatMap((answer) => answer.accepted ?? [])
    expect(accepted).toHaveLength(50)
    const [first] = accepted
    if (!first) throw new Error('there are fifty')
    for (const { episode, job } of accepted) expect({ episode, job }).toEqual(idsOf(first))
    everything.push(first)
    expect(await checkPromises(world, [first])).toEqual([])
    expect(await sourcesOf(first)).toHaveLength(1)
    expect(await world.behind.list(`outbox/${first.episode}/`)).toHaveLength(1)
  })

  it('fifty at once of two contents: one content becomes the job, the other is refused', async () => {
    const key = newKey()
    const contents = [recording(SMALL_BYTES), recording(SMALL_BYTES)]
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, twin) =>
        submit(world, { recording: pick(contents, twin), key, origin: at(twin >> 1) }),
      ),
    )
    const accepted = answers.flatMap((answer) => answer.accepted ?? [])
    expect(accepted).toHaveLength(25)
    expect(new Set(accepted.map(({ job, sha256 }) => `${job} ${sha256}`)).size).toBe(1)
    const refused = answers.filter((answer) => !answer.accepted)
    for (const answer of refused) expect(answer).toMatchObject(CONFLICT)
    everything.push(...accepted.slice(0, 1))
    expect(await checkPromises(world, accepted.slice(0, 1))).toEqual([])
  })

  it.each([
    ['before its outbox entry', beforeTheEntry],
    ['after its outbox entry', afterTheEntry],
    ['after its event', afterTheEvent],
  ])('one killed %s, the other finishes what both wanted', async (_, reach) => {
    const twin = { recording: recording(), key: newKey() }
    const reached = reach(world)
    const dead = submit(world, { ...twin, origin: at(0) }).catch((error: unknown) => error)
    const goOn = await reached
    const first = world.ingest
    await first.kill()
    expect(await dead).toBeInstanceOf(Error)
    goOn()
    const accepted = await submitUntilAccepted(world, { ...twin, origin: at(1) })
    await first.start()
    const again = await submitUntilAccepted(world, { ...twin, origin: at(0) })
    expect(idsOf(again)).toEqual(idsOf(accepted))
    everything.push(accepted)
    abandoned.add(accepted.episode)
    expect(await checkPromises(world, [accepted, again], { abandoned })).toEqual([])
  })

  it('one killed after its outbox entry, the other with other bytes: one of the two is the job', async () => {
    const key = newKey()
    const contents = [recording(), recording()]
    const reached = afterTheEntry(world)
    const dead = submit(world, { recording: pick(contents, 0), key, origin: at(0) }).catch(() => undefined)
    const goOn = await reached
    await world.ingest.kill()
    await dead
    goOn()
    const second = await settled(world, { recording: pick(contents, 1), key, origin: at(1) })
    await world.ingest.start()
    const first = await settled(world, { recording: pick(contents, 0), key, origin: at(0) })
    const accepted = [first, second].flatMap((answer) => answer.accepted ?? [])
    expect(accepted).toHaveLength(1)
    expect([first, second].filter((answer) => !answer.accepted)).toMatchObject([CONFLICT])
    everything.push(...accepted)
    expect(await checkPromises(world, accepted, { abandoned })).toEqual([])
  })

  it('ten keys, four twins each, while a replica is killed again and again: ten jobs', async () => {
    const twins = Array.from({ length: 10 }, () => ({ recording: recording(SMALL_BYTES), key: newKey() }))
    const all = twins.flatMap((twin) =>
      [0, 1, 2, 3].map((copy) => submitUntilAccepted(world, { ...twin, origin: at(copy) })),
    )
    const kills = (async () => {
      for (let times = 0; times < 3; times++) {
        await world.ingest.kill()
        await world.ingest.start()
      }
    })()
    const accepted = await Promise.all(all)
    await kills
    const jobs = new Set(accepted.map(({ job }) => job))
    expect(jobs.size).toBe(10)
    everything.push(...accepted)
    for (const { episode } of accepted) abandoned.add(episode)
    expect(await checkPromises(world, accepted, { abandoned })).toEqual([])
  })

  it('and after all of it, and a sweep, there are as many jobs as were promised, and nothing else', async () => {
    await sweepEverythingOld(world)
    expect(await checkPromises(world, everything)).toEqual([])
    const promised = new Set(everything.map(({ job }) => job))
    expect(new Set((await world.behind.factsOf('submitted')).map(({ job }) => job))).toEqual(promised)
  })
})

const CONFLICT = { status: 422, body: { code: 'idempotency_conflict' } }

const idsOf = ({ episode, job }: Accepted) => ({ episode, job })

function pick(contents: Recording[], index: number): Recording {
  const content = contents[index % contents.length]
  if (!content) throw new Error('nothing to pick from')
  return content
}

/** Repeats while the answer is only for now. */
function settled(world: FaultWorld, submission: Parameters<typeof submit>[1]): Promise<Answer> {
  const answer = async () => {
    const given = await submit(world, submission)
    if (given.status === 503) throw new Error(JSON.stringify(given.body))
    return given
  }
  return until(answer, { what: 'an answer that stays', timeoutMs: 60_000 })
}
