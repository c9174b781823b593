import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { rubbishOfUploads } from './rubbish.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 2 })
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function begun() {
  const world = await openWorld({ natsUrl: nats.url, limits: { resumableTtlMs: DAY_MS } })
  const tus = speakTus(world.origin)
  const path = await tus.begin(recording.length)
  const id = path.split('/').at(-1) ?? ''

  /** What goes when that much time has passed; it is taken away, in order. */
  async function sweep(afterMs: number): Promise<string[]> {
    const swept: string[] = []
    for await (const key of rubbishOfUploads({ blobs: world.blobs, now: new Date(Date.now() + afterMs) })) {
      swept.push(key.slice(`uploads/${id}/`.length).replace(/[.].*/, ''))
      await world.blobs.delete(key)
    }
    return swept
  }
  const put = async (name: string) => {
    const key = `uploads/${id}/${name}`
    await world.blobs.put(
      key,
      (async function* () {
        yield Buffer.from('x')
      })(),
    )
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
    expect(await sweep(8 * DAY_MS)).toEqual(['upload', 'done'])
    expect((await head(path)).status).toBe(404)
  })

  it('that was ended, the same', async () => {
    const { ask, path, put, sweep } = await begun()
    await ask(path, { method: 'DELETE' })
    await put('at/0000000000000007.p-late')
    expect(await sweep(0)).toEqual(['at/0000000000000007'])
    expect(await sweep(6 * DAY_MS)).toEqual([])
    expect(await sweep(8 * DAY_MS)).toEqual(['upload', 'ended'])
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
