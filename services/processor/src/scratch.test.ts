import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { scratch } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { prepareScratch, withScratch } from './scratch.ts'

describe('scratch space', () => {
  it('is private and gone afterwards, whatever happens, and made again when its parent was tidied away', async () => {
    const { dir } = await scratch()
    const parent = join(dir, 'scratch')
    await expect(withScratch(parent, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck')
    expect(await readdir(parent)).toEqual([])
    await rm(parent, { recursive: true })
    expect(await withScratch(parent, async (own) => readdir(own))).toEqual([])
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
    await withScratch(parent, async (own) => {
      await prepareScratch(parent)
      expect((await readdir(parent)).map((name) => join(parent, name)).sort()).toEqual(
        [own, ...others.map((name) => join(parent, name))].sort(),
      )
    })
  })
})
