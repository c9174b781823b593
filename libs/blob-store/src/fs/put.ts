import { type FileHandle, open, rm } from 'node:fs/promises'
import { abortable } from '../abortable.ts'
import { InvalidKeyError } from '../index.ts'
import { cut } from '../parts.ts'
import { moveDurably } from './durable.ts'
import { codeOf, guard } from './errors.ts'

/** Large enough that tiny chunks do not cost a system call each, small enough to forget about. */
const WRITE_BYTES = 256 * 1024

export type FilePut = {
  key: string
  path: string
  /** Where the file grows: in the same file system. */
  partial: string
  content: AsyncIterable<Uint8Array>
  signal: AbortSignal | undefined
}

/** Writes beside, flushes, and moves into place. Whatever goes wrong, the partial file goes. */
export async function putFile({ key, path, partial, content, signal }: FilePut): Promise<number> {
  const file = await guard(() => open(partial, 'wx'))
  try {
    const bytes = await write(file, content, signal)
    await guard(() => moveInto(partial, path, key))
    return bytes
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw error
  }
}

/** Writes all of it down to the disk, and closes the file. */
async function write(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let bytes = 0
  try {
    const pieces = cut(signal ? abortable(content, signal) : content, () => WRITE_BYTES)
    for await (const piece of pieces) {
      await guard(() => file.writeFile(Buffer.concat(piece.chunks)))
      bytes += piece.bytes
    }
    await guard(() => file.sync())
  } finally {
    await file.close()
  }
  return bytes
}

async function moveInto(partial: string, path: string, key: string): Promise<void> {
  try {
    await moveDurably(partial, path)
  } catch (cause) {
    const isTaken = ['ENOTDIR', 'EISDIR', 'EEXIST'].includes(codeOf(cause) ?? '')
    throw isTaken ? new InvalidKeyError(`what is a blob cannot be a folder too: ${key}`, { cause }) : cause
  }
}
