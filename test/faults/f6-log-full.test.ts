import { ensureTopology } from '@soundmill/event-log/topology'
import { until } from '@soundmill/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit, submitUntilAccepted } from './client.ts'
import { fillLog, stuffLog } from './fill-log.ts'
import { isOutboxPut } from './lines.ts'
import { recording } from './recording.ts'
import { serversAreMissing, sharedServers } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** As small as a log may be. */
const LOG_BYTES = 1024 ** 2

const newTwin = () => ({ recording: recording(256 * 1024), key: newKey() })

describe.skipIf(serversAreMissing)('F6: a log that is full', () => {
  let world: FaultWorld
  beforeEach(async () => {
    world = await openFaultWorld({
      processors: 0,
      environment: { NATS_STREAM_MAX_BYTES: String(LOG_BYTES) },
    })
  })
  afterEach(() => world?.close())

  /** What an operator does about it. */
  const makeRoom = () =>
    ensureTopology({
      url: sharedServers().natsUrl,
      namespace: world.namespace,
      maxBytes: 4 * LOG_BYTES,
      ackWaitMs: 3_000,
    })

  /** Taken while there was room up to a little below the limit; then somebody else filled the rest. */
  async function acceptedUnannounced() {
    await fillLog(world, 0.85)
    const entry = world.lines.s3.fault(isOutboxPut, { kind: 'hold' }, { times: 1 })
    const twin = newTwin()
    const answer = submit(world, twin)
    await entry.caught
    await stuffLog(world)
    entry.lift()
    return { twin, answer: await answer }
  }

  const cancel = ({ episode, job }: Accepted) =>
    fetch(`${world.ingest.url}/v1/episodes/${episode}/jobs/${job}/cancel`, { method: 'POST' })

  it('from 90 % on refuses uploads before their first byte is stored, and still takes outcomes', async () => {
    const taken = await submitUntilAccepted(world, newTwin())
    await fillLog(world, 0.9)
    const asked = world.lines.s3.passed(({ method }) => method !== 'GET')
    const refused = await submit(world, newTwin())
    expect(refused).toMatchObject({ status: 503, retryAfter: '300', body: { code: 'log_full' } })
    expect(world.lines.s3.passed(({ method }) => method !== 'GET')).toBe(asked)

    await world.processor.start()
    expect(await checkPromises(world, [taken])).toEqual([])
    const [outcome] = await world.behind.factsOf('finished', taken)
    expect(outcome?.data.outcome).toBe('succeeded')
    await makeRoom()
    const later = await submitUntilAccepted(world, newTwin())
    expect(await checkPromises(world, [taken, later])).toEqual([])
  })

  it('at the very moment of saying is a 202; with room it is announced and processed, once', async () => {
    await world.processor.start()
    const { twin, answer } = await acceptedUnannounced()
    expect(answer).toMatchObject({ status: 202, body: { announced: false } })
    const { accepted } = answer
    if (!accepted) throw new Error('a 202 is an acceptance')
    expect(await submit(world, twin)).toMatchObject({ status: 503, body: { code: 'log_full' } })
    expect(await submitted(world, accepted)).toBe(0)

    await makeRoom()
    await until(async () => (await submitted(world, accepted)) === 1, { what: 'the event' })
    const again = await submitUntilAccepted(world, twin)
    expect(again).toMatchObject({ episode: accepted.episode, job: accepted.job, announced: true })
    expect(await checkPromises(world, [accepted, again])).toEqual([])
  })

  it('keeps a worker waiting that cannot say anything: no strike, one outcome', async () => {
    const taken = await submitUntilAccepted(world, newTwin())
    await stuffLog(world)
    await world.processor.start()
    const refused = await cancel(taken)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    await makeRoom()
    expect(await checkPromises(world, [taken])).toEqual([])
    const started = await world.behind.factsOf('started', taken)
    expect(started.map(({ data }) => data.strikes)).toEqual(started.map(() => 0))
  })

  it('lets a cancel through as long as there is a little room', async () => {
    const taken = await submitUntilAccepted(world, newTwin())
    await fillLog(world, 0.95)
    expect((await cancel(taken)).status).toBe(200)
    expect(await checkPromises(world, [taken])).toEqual([])
  })
})

const submitted = async ({ behind }: FaultWorld, { episode, job }: Accepted) =>
  (await behind.factsOf('submitted', { episode, job })).length
