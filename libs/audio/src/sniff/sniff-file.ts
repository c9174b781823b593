import { open } from 'node:fs/promises'
import { AudioError } from '../audio-error.ts'
import { bytesAt, sniffBehindLongTags } from './behind-long-tags.ts'
import type { Sniffed } from './signatures.ts'
import { SNIFF_BYTES, sniff } from './sniff.ts'
import { unsupportedContainer } from './strangers.ts'

/**
 * What a file is, by its first bytes, or by the first ones behind tags that are longer than those. Rejects
 * with `empty_input`, `unsupported_container` or `not_audio`.
 */
export async function sniffFile(path: string): Promise<Sniffed> {
  const { prefix, behind } = await look(path)
  if (prefix.length === 0) throw new AudioError('empty_input', 'the file is empty')
  const sniffed = behind ?? sniff(prefix)
  if (sniffed) return sniffed
  const other = unsupportedContainer(prefix)
  if (other) throw new AudioError('unsupported_container', `${other} is not accepted`)
  throw new AudioError('not_audio', 'this is not audio of any kind we know')
}

async function look(path: string) {
  const file = await open(path, 'r')
  try {
    return { prefix: await bytesAt(file, 0, SNIFF_BYTES), behind: await sniffBehindLongTags(file) }
  } finally {
    await file.close()
  }
}
