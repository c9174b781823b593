import type { FileHandle } from 'node:fs/promises'

export type Chunk = {
  kind: string
  /** Where its contents begin. */
  at: number
  /** How long it claims to be. */
  bytes: number
  /** Its first 20 bytes, or fewer at the end of the file. */
  head: Buffer
}

const MAX_CHUNKS = 200
const HEAD_BYTES = 20
/** Less than this behind the sound is a writer's padding or a tag, whatever it looks like. */
const MUCH = 4096

/** How a family of files writes its chunks. */
type Dialect = {
  firstChunkAt: number
  /** Of a chunk's own header, before its contents. */
  headerBytes: number
  /** Of the contents, given what stands at the place of the size. */
  bytesOf: (header: Buffer) => number
  alignment: number
}

const RIFF: Dialect = {
  ...{ firstChunkAt: 12, headerBytes: 8, alignment: 2 },
  bytesOf: (header) => header.readUInt32LE(4),
}

/** Sony's: names of 16 bytes, sizes of 8 that include the header. */
const W64: Dialect = {
  ...{ firstChunkAt: 40, headerBytes: 24, alignment: 8 },
  bytesOf: (header) => Number(header.readBigUInt64LE(16)) - 24,
}

async function dialectOf(handle: FileHandle): Promise<Dialect | undefined> {
  const head = (await readAt(handle, 0, 28)).toString('latin1')
  if (/^(RIFF|RF64|BW64)....WAVE/s.test(head)) return RIFF
  return head.startsWith('riff') && head.startsWith('wave', 24) ? W64 : undefined
}

/** The chunks of a WAV, RF64 or W64, one after the other; none of anything else. */
export async function* chunksOf(handle: FileHandle, fileBytes: number): AsyncGenerator<Chunk> {
  const dialect = await dialectOf(handle)
  if (!dialect) return
  const { firstChunkAt, headerBytes, bytesOf, alignment } = dialect
  let at = firstChunkAt
  for (let chunks = 0; chunks < MAX_CHUNKS && at + headerBytes <= fileBytes; chunks++) {
    const chunk = await readAt(handle, at, headerBytes + HEAD_BYTES)
    if (chunk.length < headerBytes) return
    const bytes = Math.max(0, bytesOf(chunk))
    at += headerBytes
    yield { kind: chunk.toString('latin1', 0, 4), at, bytes, head: chunk.subarray(headerBytes) }
    at += Math.ceil(bytes / alignment) * alignment
  }
}

/** Whether more than fits into a tag stands here where a chunk should: neither a chunk nor zeros. */
export async function isNoChunk(handle: FileHandle, at: number, fileBytes: number): Promise<boolean> {
  if (fileBytes - at < MUCH) return false
  const behind = await readAt(handle, at, MUCH)
  // Not every writer keeps to even addresses.
  return ![0, 1].some((pad) => isChunk(behind, pad, fileBytes - at)) && behind.some((byte) => byte !== 0)
}

function isChunk(bytes: Buffer, at: number, room: number): boolean {
  const kind = bytes.toString('latin1', at, at + 4)
  return /^(ID3|TAG|APE)/.test(kind) || (/^[ -~]{4}$/.test(kind) && bytes.readUInt32LE(at + 4) <= room)
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}
