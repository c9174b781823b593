import { mkdir, open, rename, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, orNothing } from './errors.ts'

/** What the system says when a folder vanishes under our hands. The last two also mean a blob in the way, for good. */
const RACES = ['ENOENT', 'ENOTDIR', 'EEXIST']

/** It cannot vanish this often by coincidence, and trying as often takes milliseconds. */
const MAX_RACES = 100

/**
 * Moves a finished file to its place so that it is there after a power cut: the folder, and those that had
 * to be made, are flushed too. A delete may remove a folder that just became empty at any moment, so
 * folders are made anew until the move succeeds.
 */
export async function moveDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  const highest = await moveRacing(from, to)
  for (let at = folder; ; at = dirname(at)) {
    await flush(at)
    if (at === highest) return
  }
}

/** Resolves to the highest folder that got a new entry. */
async function moveRacing(from: string, to: string): Promise<string> {
  let highest = dirname(to)
  for (let race = 1; ; race++) {
    try {
      const made = await mkdir(dirname(to), { recursive: true })
      if (made !== undefined && dirname(made).length < highest.length) highest = dirname(made)
      await rename(from, to)
      return highest
    } catch (error) {
      if (!RACES.includes(codeOf(error) ?? '') || race === MAX_RACES) throw error
    }
  }
}

async function flush(path: string): Promise<void> {
  // Gone already? Then what was put there has been deleted since, and there is nothing to keep.
  const folder = await orNothing(open(path, 'r'))
  await folder?.sync().finally(() => folder.close())
}

/** Removes `folder` and those above it as long as they are empty, up to `root`, which stays. */
export async function pruneEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    try {
      await rmdir(at)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return
      if (code !== 'ENOENT') throw error
    }
  }
}
