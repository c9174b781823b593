import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { orNothing } from './errors.ts'

/** Not a segment of any key, so no blob can be in there. */
const FOLDER = '+partial'

const DAY_MS = 24 * 60 * 60 * 1000

export type PartialFiles = {
  /** A path for a new file, and the way to say that it is no longer growing (moved or removed). */
  next(): { path: string; finished(): void }
  /** Removes files that last grew before that time, unless they are this process's own, until the signal aborts; says how many. */
  sweep(before: Date, signal?: AbortSignal): Promise<number>
}

/**
 * Where a file grows until it is whole: in the store's own file system, so that moving it is atomic. Opening
 * removes what a crash left behind a day ago or earlier; younger ones may belong to another process.
 */
export async function openPartialFiles(root: string): Promise<PartialFiles> {
  const folder = join(root, FOLDER)
  const growing = new Set<string>()
  await mkdir(folder, { recursive: true })

  async function sweep(before: Date, signal?: AbortSignal): Promise<number> {
    let removed = 0
    for (const name of await readdir(folder)) {
      signal?.throwIfAborted()
      const path = join(folder, name)
      const left = growing.has(path) ? undefined : await orNothing(stat(path))
      if (!left || left.mtimeMs >= before.getTime()) continue
      await rm(path, { force: true })
      removed += 1
    }
    return removed
  }

  await sweep(new Date(Date.now() - DAY_MS))
  return {
    next() {
      const path = join(folder, randomUUID())
      growing.add(path)
      return { path, finished: () => growing.delete(path) }
    },
    sweep,
  }
}
