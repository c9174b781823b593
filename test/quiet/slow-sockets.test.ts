import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Recording, recording } from '../faults/recording.ts'
import { serversAreMissing } from '../faults/servers.ts'
import { type FaultWorld, openFaultWorld } from '../faults/world.ts'
import { openSlowClients } from './slow-clients.ts'

const MIB = 1024 ** 2
const UPLOAD_BYTES = 4 * MIB
const CLIENTS = 500
const ROUNDS = 2
const MOST_UPLOADS = 8
/** Less than half of the time for which the slow clients are there: they take a while to begin. */
const MEASURE_MS = 4_000
/** Whatever clients do, a process stays below this (docs: I9). */
const MOST_RESIDENT_BYTES = 300 * MIB
/** Lines to the store, to the log and of this test come and go. */
const SOCKETS_OF_ITS_OWN = 30
/** What the allocator may keep of what was given back. */
const SLACK_BYTES = 64 * MIB

/** Long enough to hold all the sockets while uploads are timed, short enough to wait for their end. */
const environment = { MAX_UPLOADS_PER_CLIENT: '1000', UPLOAD_STALL_MS: '10000', REQUEST_TIMEOUT_MS: '10000' }

describe.skipIf(serversAreMissing)(`${CLIENTS} slow clients`, () => {
  let world: FaultWorld
  let uploads = 0
  beforeAll(async () => {
    world = await openFaultWorld({ processors: 0, environment })
  })
  afterAll(() => world?.close())

  async function upload({ bytes }: Recording): Promise<number> {
    const began = performance.now()
    const response = await fetch(`${world.ingest.url}/v1/episodes`, { method: 'POST', body: bytes })
    await response.text()
    expect(response.status).toBe(201)
    return performance.now() - began
  }

  /** How long uploads take, one after the other; on a busy machine fewer of them. */
  async function uploadTimes(most = MOST_UPLOADS): Promise<number[]> {
    const times: number[] = []
    const end = performance.now() + MEASURE_MS
    while (times.length < most && performance.now() < end) {
      times.push(await upload(recording(UPLOAD_BYTES)))
    }
    uploads += times.length
    return times
  }

  async function measured(name: string): Promise<number> {
    const text = await (await fetch(`${world.ingest.url}/metrics`)).text()
    const line = text.split('\n').find((each) => each.startsWith(`${name} `))
    return Number(line?.slice(name.length))
  }

  const sockets = () => measured('nodejs_active_handles{type="Socket"}')

  it('hardly slow down an upload, are hung up on, and leave nothing', async () => {
    await uploadTimes()
    const residentBefore = await measured('process_resident_memory_bytes')
    const socketsBefore = await sockets()
    const [alone, beside]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(...(await uploadTimes()))
      const slow = await openSlowClients(world.ingest.url, CLIENTS)
      // That five hundred begin at once is work; that they are there must not be.
      const inHand = () => measured('ingest_uploads_in_hand')
      await until(async () => (await inHand()) > CLIENTS / 2, { what: 'the slow uploads to have begun' })
      await uploadTimes(3)
      beside.push(...(await uploadTimes()))
      expect(await sockets()).toBeGreaterThan(CLIENTS)
      expect(await inHand()).toBeGreaterThan(CLIENTS / 2)
      const gone = async () => (await sockets()) < socketsBefore + SOCKETS_OF_ITS_OWN
      await until(gone, { what: 'the server to hang up on all', timeoutMs: 40_000 })
      slow.leave()
    }
    const ratio = median(beside) / median(alone)
    const resident = await measured('process_resident_memory_bytes')
    console.log(`an upload takes ${ratio.toFixed(2)} times as long; resident ${resident / MIB} MiB`)
    expect(ratio).toBeLessThan(2)

    expect(await world.behind.list('source/')).toHaveLength(uploads)
    expect(await world.behind.list('outbox/')).toHaveLength(uploads)
    expect(await world.behind.factsOf('submitted')).toHaveLength(uploads)
    expect(await world.behind.incompleteUploads()).toEqual([])
    expect(await measured('ingest_uploads_in_hand')).toBe(0)
    expect(resident).toBeLessThan(residentBefore + SLACK_BYTES)
    expect(await world.ingest.residentBytes()).toBeLessThan(MOST_RESIDENT_BYTES)
  })
})

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
