import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const PREFIX = 'run-'
/** Longer than any run: what is older was left behind by a process that was killed. */
const STALE_MS = 24 * 3_600_000

/** A private directory that is gone when `work` is over, however it ends. */
export async function withScratch<T>(parent: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(parent, PREFIX))
  try {
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Makes the directory for scratch directories and clears it of those that killed processes left behind. */
export async function prepareScratch(parent: string, now = Date.now()): Promise<void> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const dir = join(parent, name)
    const found = name.startsWith(PREFIX) ? await stat(dir).catch(() => undefined) : undefined
    if (found && now - found.mtimeMs > STALE_MS) await rm(dir, { recursive: true, force: true })
  }
}
