import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether this process may mount: tried in a space of mounts that ends with the command. */
export const mayMount = (): Promise<boolean> =>
  run('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).then(
    () => true,
    () => false,
  )

/** For `skip`. */
export const WHY_NO_DISK = 'this process may not mount a disk of its own: be root, or give it CAP_SYS_ADMIN'

export type SmallDisk = {
  dir: string
  /** A stranger takes every byte that is left. */
  fill(): Promise<void>
  /** The stranger's file is removed. */
  makeRoom(): Promise<void>
  /** Nobody may use it any more. */
  unmount(): Promise<void>
}

/** A disk of so many bytes, in memory. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'soundmill-test', dir])
  const stranger = join(dir, 'stranger')
  return {
    dir,
    async fill() {
      const file = await open(stranger, 'a')
      try {
        for (;;) await file.write(Buffer.alloc(4096))
      } catch (err) {
        if (!(err instanceof Error && 'code' in err && err.code === 'ENOSPC')) throw err
      } finally {
        await file.close()
      }
    },
    makeRoom: () => rm(stranger),
    async unmount() {
      await run('umount', [dir])
      await rmdir(dir)
    },
  }
}
