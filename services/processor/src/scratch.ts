import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sizeOf, watchSize } from './scratch-limit.ts'

/** Whose a directory is: its name says the machine and the process. */
const HERE = `run-${hostname()}-`
const PREFIX = 'run-'
/** That of this process. */
const OURS = `${HERE}${process.pid}-`
/** Longer than any run: what is older was left behind, wherever it was made. */
const STALE_MS = 24 * 3_600_000

export type ScratchOptions = {
  parent: string
  /** What the files of `work` may have together; beyond that it is ended. */
  maxBytes: number
  /** Ends the work. */
  signal: AbortSignal
}

/**
 * A private directory that is gone when `work` is over, however it ends. The signal that `work` gets aborts with the
 * one given here, and when the directory grows beyond its limit: then the whole rejects with the AttemptError for that.
 */
export async function withScratch<T>(
  { parent, maxBytes, signal }: ScratchOptions,
  work: (dir: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // The parent may be in /tmp, where systems tidy up.
  await mkdir(parent, { recursive: true })
  const dir = await mkdtemp(join(parent, OURS))
  const full = new AbortController()
  const stop = watchSize(dir, maxBytes, full)
  try {
    return await work(dir, AbortSignal.any([signal, full.signal]))
  } catch (error) {
    // Not everything that is aborted says why.
    full.signal.throwIfAborted()
    throw error
  } finally {
    stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** What the runs of this process have there now: others may have the same parent. */
export async function ownScratchBytes(parent: string): Promise<number> {
  const names = await readdir(parent).catch(() => [])
  const ours = names.filter((name) => name.startsWith(OURS))
  const sizes = await Promise.all(ours.map((name) => sizeOf(join(parent, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Clears the directory of what killed processes left behind; one of them may have had the number that is ours now. */
export async function prepareScratch(parent: string, now = Date.now()): Promise<void> {
  const bornAt = now - process.uptime() * 1000
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const dir = join(parent, name)
    const found = name.startsWith(PREFIX) ? await stat(dir).catch(() => undefined) : undefined
    const stale = found && (now - found.mtimeMs > STALE_MS || isOfTheDead(name, found.mtimeMs < bornAt))
    if (stale) await rm(dir, { recursive: true, force: true })
  }
}

function isOfTheDead(name: string, isOlderThanUs: boolean): boolean {
  if (!name.startsWith(HERE)) return false
  const pid = Number.parseInt(name.slice(HERE.length), 10)
  return pid === process.pid ? isOlderThanUs : !isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (err) {
    return err instanceof Error && 'code' in err && err.code === 'EPERM'
  }
}
