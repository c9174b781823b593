import { access, constants, stat } from 'node:fs/promises'
import { codeOf, FileError } from './file-error.ts'

/** Rejects with a FileError where there is no regular file, else as the file system does where it may not be read. */
export async function assertFile(path: string, typed: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw cause
    throw new FileError('ENOENT', `there is no file ${typed}`, { cause })
  })
  if (found.isDirectory()) throw new FileError('EISDIR', `${typed} is a directory`)
  if (!found.isFile()) throw new FileError('not_a_file', `${typed} is no regular file`)
  await access(path, constants.R_OK)
}
