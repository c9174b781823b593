import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BlobHead, BlobStore } from '@soundmill/blob-store'
import { createMetrics, silentLog } from '@soundmill/runtime'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIngestMetrics } from '../metrics.ts'
import { createOutbox } from '../submit/outbox.ts'
import { openSweepWorld } from '../testing/sweep-world.ts'
import { createSweeper } from './sweeper.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const NEVER = 'ingest_sweep_last_success_timestamp_seconds 0'

/** A world with a sweeper whose store is not quite the world's. */
async function setup(twist: (blobs: BlobStore) => Partial<BlobStore>) {
  const world = await openSweepWorld(nats.url)
  await world.beThereForLong()
  const blobs = { ...world.blobs, ...twist(world.blobs) }
  const registry = createMetrics()
  const metrics = createIngestMetrics(registry)
  const sweeper = createSweeper({ ...world, blobs, outbox: createOutbox(blobs), log: silentLog(), metrics })
  const sweep = (signal = new AbortController().signal) => sweeper.pass(signal)
  const leave = () => world.store(`uploads/${randomUUID()}/at/${'0'.repeat(16)}.p-a`)
  return { ...world, sweep, leave, metricsText: () => registry.metrics() }
}

/** The store's own listing, and behind it, under `uploads/`, what is given. */
const listingAlso = (blobs: BlobStore, more: () => AsyncIterable<BlobHead>): Partial<BlobStore> => ({
  async *list(prefix) {
    yield* blobs.list(prefix)
    if (prefix === 'uploads/') yield* more()
  },
})

const segmentOf = (id: string): BlobHead => ({
  key: `uploads/${id}/at/${'0'.repeat(16)}.p-${randomUUID()}`,
  bytes: 1,
  modifiedAt: new Date(),
})

describe('sweeping resumable uploads', () => {
  it('goes on beside what cannot be deleted, and does not call that a success', async () => {
    const stuck = new Set<string>()
    const { sweep, leave, left, metricsText } = await setup(({ delete: remove }) => ({
      async delete(key) {
        if (stuck.has(key)) throw new Error('AccessDenied')
        await remove(key)
      },
    }))
    for (let nth = 0; nth < 5; nth++) await leave()
    const kept = await leave()
    stuck.add(kept)
    await sweep()
    expect(await left()).toEqual([kept])
    expect(await metricsText()).toContain(NEVER)
    stuck.clear()
    await sweep()
    expect(await left()).toEqual([])
    expect(await metricsText()).not.toContain(NEVER)
  })

  it('goes on beside what cannot be read', async () => {
    const broken = `uploads/${randomUUID()}/upload.json`
    const { sweep, leave, left, store, metricsText } = await setup(({ get }) => ({
      async get(key, options) {
        if (key === broken) throw new Error('AccessDenied')
        return await get(key, options)
      },
    }))
    for (let nth = 0; nth < 3; nth++) await leave()
    await store(broken)
    await sweep()
    expect(await left()).toEqual([broken])
    expect(await metricsText()).toContain(NEVER)
  })

  it('stops in the middle of a listing', async () => {
    const abort = new AbortController()
    const { sweep, leave, left, metricsText } = await setup((blobs) =>
      listingAlso(blobs, async function* () {
        for (let listed = 0; ; listed++) {
          yield segmentOf(randomUUID())
          await turn()
          if (listed === 10) abort.abort(new Error('we are stopping'))
        }
      }),
    )
    const kept = await leave()
    await sweep(abort.signal)
    expect(await left()).toEqual([kept])
    expect(await metricsText()).toContain(NEVER)
  })

  it('keeps nothing of single segments in memory', async () => {
    setFlagsFromString('--expose-gc')
    const gc: unknown = runInNewContext('gc')
    if (typeof gc !== 'function') throw new Error('this Node has no gc')
    const used = () => {
      gc()
      return process.memoryUsage().heapUsed
    }
    let grown = 0
    const { sweep } = await setup((blobs) =>
      listingAlso(blobs, async function* () {
        const ids = Array.from({ length: 20 }, () => randomUUID())
        const before = used()
        for (let nth = 0; nth < 5_000; nth++) for (const id of ids) yield segmentOf(id)
        grown = used() - before
      }),
    )
    await sweep()
    // A hundred thousand of them are 30 MB.
    expect(grown).toBeLessThan(5_000_000)
  })
})

describe('sweeping sources', () => {
  it('goes on beside what cannot be deleted, and does not call that a success', async () => {
    const stuck = `source/${randomUUID()}/${randomUUID()}`
    const { sweep, store, left, metricsText } = await setup(({ delete: remove }) => ({
      async delete(key) {
        if (key === stuck) throw new Error('AccessDenied')
        await remove(key)
      },
    }))
    await store(stuck)
    await store(`source/${randomUUID()}/${randomUUID()}`)
    await sweep()
    expect(await left()).toEqual([stuck])
    expect(await metricsText()).toContain(NEVER)
  })
})

describe('a sweeper that is stopped', () => {
  it('tells the store to stop, too', async () => {
    const abort = new AbortController()
    const { sweep } = await setup(() => ({
      sweep: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason))
          abort.abort(new Error('we are stopping'))
        }),
    }))
    await sweep(abort.signal)
  })
})
