import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { scratch } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { prepareScratch, withScratch } from './scratch.ts'

const within = (parent: string, maxBytes = 1024 ** 2) => ({
  parent,
  maxBytes,
  signal: new AbortController().signal,
})

describe('work that fills its scratch space', () => {
  it('is ended with the code for it and the limit, whatever it says itself', async () => {
    const { dir } = await scratch()
    const filling = withScratch(within(dir, 100_000), async (own, signal) => {
      await mkdir(join(own, 'deeper'))
      for (let file = 0; !signal.aborted; file++) {
        await writeFile(join(own, 'deeper', String(file)), Buffer.alloc(60_000))
        await sleep(200, undefined, { signal })
      }
    })
    await expect(filling).rejects.toMatchObject({
      code: 'limit_exceeded:output_bytes',
      message: expect.stringContaining('100000 bytes'),
    })
    expect(await readdir(dir)).toEqual([])
  })

  it('goes on as long as there is room', async () => {
    const { dir } = await scratch()
    const done = withScratch(within(dir, 100_000), async (own, signal) => {
      await writeFile(join(own, 'most'), Buffer.alloc(100_000))
      await sleep(1_500, undefined, { signal })
      return 'done'
    })
    expect(await done).toBe('done')
  })
})

describe('scratch space', () => {
  it('is private and gone afterwards, whatever happens, and made again when its parent was tidied away', async () => {
    const { dir } = await scratch()
    const parent = join(dir, 'scratch')
    const unlucky = withScratch(within(parent), () => Promise.reject(new Error('no luck')))
    await expect(unlucky).rejects.toThrow('no luck')
    expect(await readdir(parent)).toEqual([])
    await rm(parent, { recursive: true })
    expect(await withScratch(within(parent), async (own) => readdir(own))).toEqual([])
  })

  it('is cleared of what dead processes left, and of nothing a living one uses', async () => {
    const { dir: parent } = await scratch()
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    const left = [
      `run-${hostname()}-${dead}-aaaaaa`,
      'run-elsewhere-1-bbbbbb',
      `run-${hostname()}-${process.pid}-cccccc`,
    ]
    for (const name of left) await mkdir(join(parent, name))
    for (const name of left.slice(1)) await utimes(join(parent, name), 0, 0)
    const others = ['run-elsewhere-2-dddddd', 'not-ours']
    for (const name of others) await mkdir(join(parent, name))
    await withScratch(within(parent), async (own) => {
      await prepareScratch(parent)
      expect((await readdir(parent)).map((name) => join(parent, name)).sort()).toEqual(
        [own, ...others.map((name) => join(parent, name))].sort(),
      )
    })
  })
})
