import type { Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobHead } from '../index.ts'
import { isSegment } from '../key.ts'
import { guard, orNothing } from './errors.ts'

/** What is at `key`, if it is a blob. */
export async function headOf(root: string, key: string): Promise<BlobHead | undefined> {
  const file = await guard(() => orNothing(stat(join(root, key))))
  return file?.isFile() ? { key, bytes: file.size, modifiedAt: file.mtime } : undefined
}

/** Every blob whose key begins with `prefix`. Whatever vanishes on the way is passed over. */
export function walk(root: string, prefix: string): AsyncGenerator<BlobHead> {
  const cut = prefix.lastIndexOf('/') + 1
  return walkFolder(root, prefix.slice(0, cut), prefix.slice(cut))
}

/** `folder` is empty or ends in a slash. */
async function* walkFolder(root: string, folder: string, begin: string): AsyncGenerator<BlobHead> {
  for await (const entry of entriesOf(join(root, folder))) {
    // What is not a segment was not made by us: `lost+found`, our own partial files.
    if (!entry.name.startsWith(begin) || !isSegment(entry.name)) continue
    const key = folder + entry.name
    if (entry.isDirectory()) {
      yield* walkFolder(root, `${key}/`, '')
    } else {
      const head = await headOf(root, key)
      if (head) yield head
    }
  }
}

async function* entriesOf(path: string): AsyncGenerator<Dirent> {
  const folder = await guard(() => orNothing(opendir(path)))
  if (folder) yield* folder
}
