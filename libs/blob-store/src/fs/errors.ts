import { StoreFullError, StoreUnavailableError } from '../index.ts'

/**
 * Runs operations on the file system, and says in the port's words what went wrong with them. A put's
 * content never runs in here: its errors are its own, even when they come from another file.
 */
export async function guard<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (cause) {
    const code = codeOf(cause)
    if (code === undefined) throw cause
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new StoreFullError('the disk of the blob store is full', { cause })
    throw new StoreUnavailableError(`the directory of the blob store fails (${code})`, { cause })
  }
}

/** Undefined when there is no such file or folder, also because a blob stands where a folder would have to. */
export async function orNothing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** The system's name of the error (`ENOENT`); undefined for anything but a failed system call. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
