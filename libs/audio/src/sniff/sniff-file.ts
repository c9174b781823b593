import { open } from 'node:fs/promises'
import { AudioError } from '../audio-error.ts'
import type { Sniffed } from './signatures.ts'
import { SNIFF_BYTES, sniff } from './sniff.ts'
import { unsupportedContainer } from './strangers.ts'

/** What a file is, by its first bytes. Rejects with `empty_input`, `unsupported_container` or `not_audio`. */
export async function sniffFile(path: string): Promise<Sniffed> {
  const prefix = await firstBytes(path)
  if (prefix.length === 0) throw new AudioError('empty_input', 'the file is empty')
  const sniffed = sniff(prefix)
  if (sniffed) return sniffed
  const other = unsupportedContainer(prefix)
  if (other) throw new AudioError('unsupported_container', `${other} is not accepted`)
  throw new AudioError('not_audio', 'this is not audio of any kind we know')
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(SNIFF_BYTES), position: 0 })
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
