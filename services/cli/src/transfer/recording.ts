import { stat } from 'node:fs/promises'
import { LocalError } from '../api/errors.ts'
import { printable } from '../terminal/printable.ts'

/** What is to be submitted. */
export type Recording = {
  path: string
  /** What it is called over there. */
  filename: string
  bytes: number
  show?: string | undefined
  preset?: string | undefined
  /** Everything else that is asked for, unread: the server judges. */
  spec?: Record<string, unknown> | undefined
  /** Paths. */
  cover?: string | undefined
  chapters?: string | undefined
}

/** How many bytes the file at this path has. Throws LocalError `unreadable`. */
export async function lengthOf(path: string): Promise<number> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return stats.size
  } catch (cause) {
    throw new LocalError('unreadable', `cannot read ${printable(path)}`, { cause })
  }
  throw new LocalError('unreadable', `${printable(path)} is not a file`)
}
