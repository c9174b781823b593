import { type FileHandle, open } from 'node:fs/promises'

const ID3_HEADER_BYTES = 10
/** The first frame is 1,441 bytes at most, and its Xing header stands near its beginning. */
const LOOKED_AT_BYTES = 2048

/**
 * Whether every frame of an MP3 has the bit rate of the first, as its first frame says: encoders write `Xing` or
 * `VBRI` there when it varies, `Info` or nothing when it does not.
 */
export async function hasConstantRate(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const start = await id3Bytes(handle)
    const first = (await read(handle, LOOKED_AT_BYTES, start)).toString('latin1')
    return !first.includes('Xing') && !first.includes('VBRI')
  } finally {
    await handle.close()
  }
}

/** The length of an ID3v2 tag in front; its size is written seven bits to a byte. */
async function id3Bytes(handle: FileHandle): Promise<number> {
  const header = await read(handle, ID3_HEADER_BYTES, 0)
  if (header.toString('latin1', 0, 3) !== 'ID3' || header.length < ID3_HEADER_BYTES) return 0
  return ID3_HEADER_BYTES + header.subarray(6).reduce((size, byte) => size * 128 + (byte & 0x7f), 0)
}

async function read(handle: FileHandle, bytes: number, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, position)
  return buffer.subarray(0, bytesRead)
}
