import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { wavHeader } from '@soundmill/test-support'

const BLOCK_BYTES = 1024 ** 2

/** Writes a WAV of noise of exactly so many bytes, at least a hundred: one random MiB, again and again. */
export async function writeBody(path: string, bytes: number): Promise<{ path: string; bytes: number }> {
  const format = { sampleRateHz: 48_000, channels: 2 }
  const dataBytes = bytes - wavHeader({ ...format, dataBytes: bytes }).length
  const header = wavHeader({ ...format, dataBytes })
  const block = randomBytes(BLOCK_BYTES)
  const file = await open(path, 'w')
  try {
    await file.appendFile(header)
    for (let rest = bytes - header.length; rest > 0; rest -= BLOCK_BYTES) {
      await file.appendFile(block.subarray(0, rest))
    }
  } finally {
    await file.close()
  }
  return { path, bytes }
}
