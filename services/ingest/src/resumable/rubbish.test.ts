import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '@soundmill/blob-store'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { rubbishOf, suspectUploads } from './rubbish.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function* rubbish(blobs: BlobStore, now: Date): AsyncGenerator<string> {
  const looking = { blobs, now, signal: new AbortController().signal }
  for await (const suspect of suspectUploads(looking)) yield* rubbishOf(looking, suspect)
}

async function begun({ resumableTtlMs = DAY_MS } = {}) {
  const world = await openWorld({ natsUrl: nats.url, limits: { resumableTtlMs } })
  const tus = speakTus(world.origin)
  const path = await tus.begin(recording.length)
  const id = path.split('/').at(-1) ?? ''

  /** What goes when that much time has passed; it is taken away, in order. */
  async function sweep(afterMs: number): Promise<string[]> {
    const swept: string[] = []
    for await (const key of rubbish(world.blobs, new Date(Date.now() + afterMs))) {
      swept.push(key.slice(`uploads/${id}/`.length).replace(/[.].*/, ''))
      await world.blobs.delete(key)
    }
    return swept
  }
  const put = async (name: string) => {
    const key = `uploads/${id}/${name}`
    await world.blobs.put(key, once())
    const now = new Date()
    await utimes(join(world.dir, key), now, now)
  }
  return { ...world, ...tus, path, sweep, put }
}

describe('of a resumable upload', () => {
  it('nothing goes until it expired a day ago, and then all', async () => {
    const { patch, path, sweep, filesOnDisk } = await begun()
    await patch(path, 0, recording.subarray(0, 1000))
    expect(await sweep(2 * DAY_MS - HOUR_MS)).toEqual([])
    expect(await sweep(2 * DAY_MS + HOUR_MS)).toEqual(['at/0000000000000000', 'upload'])
    expect(await filesOnDisk()).toEqual([])
  })

  it('that is done, what comes late goes at once, and what became of it a week later', async () => {
    const { patch, path, put, sweep, head } = await begun()
    await patch(path, 0, recording)
    await put('at/0000000000000007.p-late')
    expect(await sweep(0)).toEqual(['at/0000000000000007'])
    expect((await head(path)).status).toBe(200)
    expect(await sweep(6 * DAY_MS)).toEqual([])
    expect(await sweep(8 * DAY_MS)).toEqual(['done', 'upload'])
    expect((await head(path)).status).toBe(404)
  })

  it('that was ended, the same', async () => {
    const { ask, path, put, sweep } = await begun()
    await ask(path, { method: 'DELETE' })
    await put('at/0000000000000007.p-late')
    expect(await sweep(0)).toEqual(['at/0000000000000007'])
    expect(await sweep(6 * DAY_MS)).toEqual([])
    expect(await sweep(8 * DAY_MS)).toEqual(['ended', 'upload'])
  })

  it('that is done, what became of it stays as long as it could have gone on', async () => {
    const { patch, path, sweep, head } = await begun({ resumableTtlMs: 10 * DAY_MS })
    await patch(path, 0, recording)
    expect(await sweep(10 * DAY_MS)).toEqual([])
    expect((await head(path)).status).toBe(200)
    expect(await sweep(12 * DAY_MS)).toEqual(['done', 'upload'])
  })

  it('without a record, all goes after a day', async () => {
    const { blobs, path, put, sweep } = await begun()
    await put('at/0000000000000000.p-a')
    await blobs.delete(`uploads/${path.split('/').at(-1)}/upload.json`)
    expect(await sweep(DAY_MS - HOUR_MS)).toEqual([])
    expect(await sweep(DAY_MS + HOUR_MS)).toEqual(['at/0000000000000000'])
  })

  it('whose record nobody can read, all goes after two months, and others are not kept', async () => {
    const { begin, put, sweep } = await begun()
    await begin(1000)
    await put('upload.json')
    expect(await sweep(59 * DAY_MS)).toHaveLength(1)
    expect(await sweep(61 * DAY_MS)).toEqual(['upload'])
  })
})

describe('of a resumable upload that its client begins anew, with the key it used before', () => {
  const headers = { 'idempotency-key': 'again', 'upload-length': String(recording.length) }

  /** One that is old enough to go, and a sweeper that is about to take away its first segment. */
  async function overtaken(isDone: boolean) {
    const clock = { ms: Date.now() - 10 * DAY_MS }
    const limits = { resumableTtlMs: DAY_MS }
    const world = await openWorld({ natsUrl: nats.url, limits, now: () => new Date(clock.ms) })
    const tus = speakTus(world.origin)
    const create = async () => (await tus.create(headers)).headers.get('location') ?? 'no location'
    const path = await create()
    const root = path.replace('/v1/', '')
    await tus.patch(path, 0, isDone ? recording : recording.subarray(0, 1000))
    const late = `${root}/at/0000000000000007.p-late`
    await world.blobs.put(late, once())
    const keys: string[] = []
    for await (const { key } of world.blobs.list(root)) keys.push(key)
    const long = new Date(clock.ms)
    for (const key of keys) await utimes(join(world.dir, key), long, long)

    clock.ms = Date.now()
    const slow = rubbish(world.blobs, new Date())
    const first = await slow.next()
    /** Goes on, from what it had in hand, to the end. */
    async function goOn() {
      if (!first.done) await world.blobs.delete(first.value)
      for await (const key of slow) await world.blobs.delete(key)
    }
    async function sweepAll() {
      for await (const key of rubbish(world.blobs, new Date())) await world.blobs.delete(key)
    }
    return { ...world, ...tus, path, create, goOn, sweepAll }
  }

  it.each([
    ['expired', false],
    ['was done', true],
  ])(
    'after it %s and was swept, nothing goes, also by a sweeper that listed the old one',
    async (_, isDone) => {
      const { path, create, patch, offset, goOn, sweepAll, filesOnDisk } = await overtaken(isDone)
      await sweepAll()
      expect(await filesOnDisk()).not.toContain('upload.json')
      expect(await create()).toBe(path)
      expect(await offset(path)).toBe(0)
      expect((await patch(path, 0, recording.subarray(0, 2000))).status).toBe(204)
      await goOn()
      expect(await offset(path)).toBe(2000)
      expect((await patch(path, 2000, recording.subarray(2000))).status).toBe(204)
      await goOn()
      expect(await offset(path)).toBe(recording.length)
    },
  )

  it('cannot be begun anew while any of the old one is there', async () => {
    const { blobs, create, path, filesOnDisk } = await overtaken(false)
    for await (const key of rubbish(blobs, new Date())) {
      expect(await create()).toBe('no location')
      await blobs.delete(key)
    }
    expect(await filesOnDisk()).not.toContain('upload.json')
    expect(await create()).toBe(path)
  })

  it('keeps its record while something is put or left beside it', async () => {
    const { blobs, path, sweepAll, filesOnDisk } = await overtaken(false)
    const root = path.replace('/v1/', '')
    for await (const key of rubbish(blobs, new Date())) {
      if (key.endsWith('p-late')) await blobs.put(`${root}/at/0000000000000009.p-later`, once())
      await blobs.delete(key)
    }
    expect(await blobs.head(`${root}/upload.json`)).toBeDefined()
    await sweepAll()
    expect(await filesOnDisk()).toEqual([])
  })
})

async function* once() {
  yield Buffer.from('x')
}
