import { openWire } from '@soundmill/ingest/testing/wire'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkSources } from './checks/bytes.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { halfRequests, lies } from './half-requests.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Short, so that a client that stalls is given up soon. */
const environment = { UPLOAD_STALL_MS: '1000', REQUEST_TIMEOUT_MS: '1000' }

const SMALL_BYTES = 10_000

describe.skipIf(serversAreMissing)('F1: a client', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 0, environment })
  })
  afterAll(() => world?.close())

  /** All the store and the log have that is not of an upload that was accepted. */
  async function traces(): Promise<string[]> {
    const { behind } = world
    const kept = new Set(accepted.map(({ episode }) => episode))
    const blobs = [...(await behind.list('source/')), ...(await behind.list('outbox/'))]
    const strange = blobs.map(({ key }) => key).filter((key) => !kept.has(key.split('/')[1] ?? ''))
    const said = (await behind.factsOf('submitted')).map(({ episode }) => episode)
    return [...strange, ...said.filter((id) => !kept.has(id)), ...(await behind.incompleteUploads())]
  }

  /** Nothing is left of what was refused, and whoever comes next is served. */
  async function expectNoTrace() {
    await until(async () => (await traces()).length === 0, { what: 'everything to be gone' })
    accepted.push(await submitUntilAccepted(world, { recording: recording(SMALL_BYTES), key: newKey() }))
  }

  describe.each(halfRequests())('whose request breaks off $place', ({ bytes }) => {
    it('leaves nothing when it leaves', async () => {
      const wire = await openWire(world.ingest.url)
      await wire.send(bytes)
      wire.leave()
      await expectNoTrace()
      expect(wire.heard()).not.toMatch(/^HTTP\/1.1 2/)
    })

    it('is refused when it says that no more will come', async () => {
      const wire = await openWire(world.ingest.url)
      await wire.send(bytes)
      wire.half()
      expect((await wire.answer()).text).toMatch(/^(HTTP\/1.1 4\d\d |$)/)
      await expectNoTrace()
    })

    it('is refused when it falls silent', async () => {
      const wire = await openWire(world.ingest.url)
      await wire.send(bytes)
      await until(() => wire.heard() !== '', { what: 'the refusal', timeoutMs: 10_000 })
      expect(wire.heard()).toMatch(/^HTTP\/1.1 408 /)
      expect(wire.heard()).toMatch(/"code":"(upload_stalled|request_timeout)"/)
      wire.leave()
      await expectNoTrace()
    })
  })

  it.each(lies())('that says $place is refused', async ({ bytes, status }) => {
    const wire = await openWire(world.ingest.url)
    void wire.send(bytes)
    await until(() => wire.heard() !== '', { what: 'the refusal', timeoutMs: 10_000 })
    wire.leave()
    const [line = ''] = wire.heard().split('\r\n')
    expect(line).toMatch(status)
    await expectNoTrace()
  })

  it('that was served meanwhile has what it was promised', async () => {
    expect(await checkSources(world, accepted)).toEqual([])
  })
})
