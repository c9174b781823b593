import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { orNothing } from './errors.ts'

/** Not a segment of any key, so no blob can be in there. */
const FOLDER = '+partial'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Where a file grows until it is whole: in the store's own file system, so that moving it is atomic. Opening
 * removes what a crash left behind a day ago or earlier; younger ones may belong to another process.
 */
export async function openPartialFiles(root: string): Promise<{ next(): string }> {
  const folder = join(root, FOLDER)
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const left = await orNothing(stat(path))
    if (left && left.mtimeMs < Date.now() - DAY_MS) await rm(path, { force: true })
  }
  return { next: () => join(folder, randomUUID()) }
}
