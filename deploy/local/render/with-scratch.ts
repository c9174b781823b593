import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { shortPath } from '@soundmill/cli/terminal'
import { codeOf, FileError } from './file-error.ts'

/**
 * Does `work` with a private directory within `directory`, so that files can be moved from the one to the other;
 * both are made. Afterwards the private one is gone, and so is every directory that was made for this and in
 * which nothing is. Rejects with a FileError where `directory` cannot be one, else as `work` or the file system.
 */
export async function withScratch<T>(directory: string, work: (dir: string) => Promise<T>): Promise<T> {
  const made = await makeDirectory(directory)
  try {
    const dir = await mkdtemp(join(directory, '.work-'))
    try {
      return await work(dir)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  } finally {
    if (made !== undefined) await removeEmpty(directory, made)
  }
}

/** The topmost directory that was missing. */
async function makeDirectory(directory: string): Promise<string | undefined> {
  try {
    return await mkdir(directory, { recursive: true })
  } catch (cause) {
    const code = codeOf(cause)
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw cause
    const reason = `${shortPath(directory)} cannot be a directory: there is a file of that name; see --out`
    throw new FileError('output_unusable', reason, { cause })
  }
}

async function removeEmpty(directory: string, top: string): Promise<void> {
  try {
    await rmdir(directory)
  } catch {
    return // Something is in it, or somebody else was faster.
  }
  if (directory !== top) await removeEmpty(dirname(directory), top)
}
