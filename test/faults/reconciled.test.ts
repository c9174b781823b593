import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit } from './client.ts'
import { isOutboxPut } from './lines.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const SMALL_BYTES = 256 * 1024

const newTwin = () => ({ recording: recording(SMALL_BYTES), key: newKey() })

describe.skipIf(serversAreMissing)('what no request but a reconciler announces is worked on once', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 2 })
  })
  afterAll(() => world?.close())

  const submits = () => world.behind.factsOf('submitted')

  async function expectWorkedOnOnce(job: Pick<Accepted, 'episode' | 'job'>) {
    expect(await world.behind.factsOf('started', job)).toHaveLength(1)
    const finished = await world.behind.factsOf('finished', job)
    expect(finished.map(({ data }) => data.outcome)).toEqual(['succeeded'])
  }

  it('after the log was away from both replicas', async () => {
    world.lines.nats.cut()
    const answers = await Promise.all(
      world.ingests.map(({ url }) => submit(world, { ...newTwin(), origin: url })),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(await submits()).toEqual([])
    world.lines.nats.mend()
    const accepted = answers.flatMap((answer) => answer.accepted ?? [])
    expect(await checkPromises(world, accepted)).toEqual([])
    for (const each of accepted) await expectWorkedOnOnce(each)
  })

  it('after its request was killed when only the outbox entry stood, and nobody asks again', async () => {
    const before = (await submits()).length
    const entry = world.lines.s3.fault(isOutboxPut, { kind: 'withhold' }, { times: 1 })
    const dead = submit(world, newTwin()).catch(() => undefined)
    await entry.answered
    await world.ingest.kill()
    await dead
    entry.lift()
    await until(async () => (await submits()).length > before, { what: 'the other replica to announce it' })
    await world.ingest.start()
    const announced = (await submits()).at(-1)
    if (!announced) throw new Error('it was announced')
    expect(await checkPromises(world, [])).toEqual([])
    await expectWorkedOnOnce(announced)
    expect(await world.behind.list(`outbox/${announced.episode}/`)).toHaveLength(1)
  })
})
