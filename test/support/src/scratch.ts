import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterTest } from './after-test.ts'

export type Scratch = AsyncDisposable & {
  dir: string
  /** Removes it with everything in it; again is harmless. */
  remove(): Promise<void>
}

/**
 * A fresh directory. Asked for inside a test it goes when that test has finished; in `beforeAll`, return its
 * `remove` from the hook.
 */
export async function scratch(): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-test-'))
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 3 })
  afterTest(remove)
  return { dir, remove, [Symbol.asyncDispose]: remove }
}
