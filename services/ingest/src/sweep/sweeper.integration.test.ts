import { randomUUID } from 'node:crypto'
import type { BlobStore } from '@soundmill/blob-store'
import { newId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { createMetrics, silentLog } from '@soundmill/runtime'
import { httpFaultProxy, type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createIngestMetrics } from '../metrics.ts'
import { createOutbox } from '../submit/outbox.ts'
import { postRaw } from '../testing/ask.ts'
import { s3Bucket } from '../testing/s3-bucket.ts'
import { succeededAs } from '../testing/sweep-world.ts'
import { openWorld } from '../testing/world.ts'
import { createSweeper } from './sweeper.ts'

const s3 = inject('s3')
let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

/** As if a day had passed, and a little: the store tells times in seconds. */
const AGES = { sourceMs: -5_000, putMs: -5_000 }

const isPut = ({ method }: { method: string }) => method === 'PUT'
const isAbort = ({ method, query }: { method: string; query: URLSearchParams }) =>
  method === 'DELETE' && query.has('uploadId')

describe.skipIf(!s3)('sweeping S3', () => {
  async function setup() {
    const { endpoint, open } = await s3Bucket(s3)
    const line = await httpFaultProxy(endpoint)
    const [blobs, overLine] = [open(), open(line.url)]
    const world = await openWorld({ natsUrl: nats.url, blobs })

    function openSweeper(store: BlobStore, ages = AGES) {
      const registry = createMetrics()
      const metrics = createIngestMetrics(registry)
      const deps = { ...world, blobs: store, outbox: createOutbox(store), log: silentLog(), metrics, ages }
      const sweeper = createSweeper(deps)
      return {
        sweep: () => sweeper.pass(new AbortController().signal),
        metricsText: () => registry.metrics(),
      }
    }

    const put = (key: string, bytes = 10) => blobs.put(key, pieces(bytes))
    async function keys(prefix: string) {
      const found = []
      for await (const { key } of blobs.list(prefix)) found.push(key)
      return found.sort()
    }
    await openSweeper(blobs).sweep()
    return { ...world, line, overLine, openSweeper, put, keys, ...openSweeper(blobs) }
  }

  it('keeps what was taken in and what was made of it, and takes what nothing names', async () => {
    const { origin, put, keys, sweep, submitted, events, metricsText } = await setup()
    expect(await postRaw(origin, tone({ seconds: 1 }))).toMatchObject({ status: 201 })
    const [taken] = await submitted()
    if (!taken) throw new Error('it is in the log')
    const runId = newId()
    const of = (run: string) => `artifacts/${taken.episode}/${taken.job}/${run}/episode.mp3`
    await put(of(runId))
    await put(of(newId()))
    await put(`source/${taken.episode}/${randomUUID()}`)
    await put(`source/${randomUUID()}/${randomUUID()}`)
    await events.sayOnce({ ...exampleOf('finished', taken), data: succeededAs(runId) })
    await sweep()
    expect(await keys('source/')).toEqual(taken.data.sources.map(({ blob }) => blob))
    expect(await keys('artifacts/')).toEqual([of(runId)])
    expect(await keys('outbox/')).toHaveLength(1)
    expect(await metricsText()).toContain('ingest_swept_total{kind="source"} 2')
    await sweep()
    expect(await keys('source/')).toHaveLength(1)
  })

  it('ends puts that broke off, when they are old enough', async () => {
    const { line, overLine, openSweeper, blobs } = await setup()
    const scene = newScene()
    const stop = new AbortController()
    line.fault(isAbort, { kind: 'refuse' })
    const content = (async function* () {
      yield* pieces(20_000_000)
      stop.abort(new Error('the process is gone'))
    })()
    await overLine
      .put(`source/${scene.episode}/${randomUUID()}`, content, { signal: stop.signal })
      .catch(() => {})
    const young = openSweeper(blobs, { ...AGES, putMs: 86_400_000 })
    await young.sweep()
    expect(await young.metricsText()).toContain('ingest_swept_total{kind="broken_off"} 0')
    const old = openSweeper(blobs)
    await old.sweep()
    expect(await old.metricsText()).toContain('ingest_swept_total{kind="broken_off"} 1')
  })

  it('makes room in a store that is full', async () => {
    const { line, overLine, openSweeper, put, keys } = await setup()
    const { sweep, metricsText } = openSweeper(overLine)
    await put(`source/${randomUUID()}/${randomUUID()}`)
    line.fault(isPut, { kind: 'refuse', status: 507, code: 'XMinioStorageFull' })
    await sweep()
    expect(await keys('source/')).toEqual([])
    expect(await metricsText()).not.toContain('ingest_sweep_last_success_timestamp_seconds 0')
  })
})

async function* pieces(bytes: number) {
  const piece = Buffer.alloc(Math.min(bytes, 1_000_000), 'a')
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece
}
