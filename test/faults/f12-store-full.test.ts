import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, type Answer, newKey, type Submission, submit } from './client.ts'
import { MULTIPART_BYTES, recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { fillStore, type SmallStore, startSmallStore } from './small-store.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const MIB = 1024 ** 2
const DISK_BYTES = 96 * MIB

describe.skipIf(serversAreMissing || !inject('docker'))('F12: the store is full', () => {
  let store: SmallStore | undefined
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    store = await startSmallStore(DISK_BYTES)
    world = await openFaultWorld({ servers: { s3: store.address } })
  })
  afterAll(async () => {
    await world?.close()
    await store?.stop()
  })

  const isOurs = (key: string) => accepted.some(({ episode }) => key.split('/')[1] === episode)

  /** All there is of uploads that were refused. */
  async function traces(): Promise<string[]> {
    const { behind } = world
    const stored = [...(await behind.list('source/')), ...(await behind.list('outbox/'))].map(
      ({ key }) => key,
    )
    const said = (await behind.factsOf('submitted')).map(({ episode }) => `event of ${episode}`)
    const promised = new Set(accepted.map(({ episode }) => `event of ${episode}`))
    return [
      ...stored.filter((key) => !isOurs(key)),
      ...said.filter((event) => !promised.has(event)),
      ...(await behind.incompleteUploads()),
    ]
  }

  /** The store takes a moment to see that there is room again. */
  const taken = (submission: Submission): Promise<Accepted> =>
    until(async () => (await submit(world, submission)).accepted, { what: 'a 2xx', timeoutMs: 30_000 })

  function expectRefused(answer: Answer) {
    expect(answer).toMatchObject({ status: 507, body: { code: 'store_full' } })
    expect(Number(answer.retryAfter)).toBeGreaterThan(0)
  }

  it('is not, at first', async () => {
    accepted.push(await taken({ recording: recording(), key: newKey() }))
    expect(await checkPromises(world, accepted)).toEqual([])
  })

  it.each([
    ['of one request', 256 * 1024],
    ['of several parts', MULTIPART_BYTES],
  ])(
    'a recording %s is told 507 and when to come back, leaves nothing, and is taken when there is room',
    async (_, bytes) => {
      const makeRoom = await fillStore(world)
      const submission = { recording: recording(bytes), key: newKey() }
      expectRefused(await submit(world, submission))
      expectRefused(await submit(world, submission))
      expect(await traces()).toEqual([])
      await makeRoom()
      accepted.push(await taken(submission))
      expect(await checkPromises(world, accepted)).toEqual([])
    },
  )

  it('in the middle of a recording, nothing is left of it that anybody can see', async () => {
    const answer = await submit(world, { recording: recording(DISK_BYTES), key: newKey() })
    // A store that looks at its disk now and then may not know itself why it could not go on.
    expect([503, 507]).toContain(answer.status)
    expect(await traces()).toEqual([])
    // MinIO lets go of the room of ended uploads minutes later, so nothing more is tried here.
  })
})
