import { type FileHandle, open } from 'node:fs/promises'

/** What the header of a RIFF or RF64 WAV claims. */
export type WavClaim = {
  /** Absent when the size was never filled in (0 or 0xFFFFFFFF: a recorder that was switched off). */
  durationSeconds?: number
  sizeMissing: boolean
}

const MAX_CHUNKS = 200
const UNKNOWN = 0xffffffff

/**
 * ffmpeg believes the size of a WAV only while the file is long enough and guesses from its length otherwise,
 * so that a WAV cut in half would look whole. Undefined: not a WAV with a format and a data chunk.
 */
export async function readWavClaim(file: string): Promise<WavClaim | undefined> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    return await walk(handle, size)
  } finally {
    await handle.close()
  }
}

async function walk(handle: FileHandle, fileBytes: number): Promise<WavClaim | undefined> {
  let bytesPerSecond = 0
  let longSize: number | undefined
  for await (const { kind, at, bytes, head } of chunksOf(handle, fileBytes)) {
    if (kind === 'ds64' && head.length >= 16) longSize = Number(head.readBigUInt64LE(8))
    if (kind === 'fmt ' && head.length >= 14) bytesPerSecond = rateOf(head)
    if (kind === 'data') return claim(bytes === UNKNOWN ? longSize : bytes, fileBytes - at, bytesPerSecond)
  }
  return undefined
}

/** Where the contents of each chunk begin, how long they claim to be, and their first 16 bytes. */
async function* chunksOf(handle: FileHandle, fileBytes: number) {
  const riff = await readAt(handle, 0, 12)
  if (!/^(RIFF|RF64|BW64)$/.test(riff.toString('latin1', 0, 4))) return
  if (riff.toString('latin1', 8, 12) !== 'WAVE') return
  let at = 12
  for (let chunks = 0; chunks < MAX_CHUNKS && at + 8 <= fileBytes; chunks++) {
    const chunk = await readAt(handle, at, 24)
    if (chunk.length < 8) return
    const bytes = chunk.readUInt32LE(4)
    at += 8
    yield { kind: chunk.toString('latin1', 0, 4), at, bytes, head: chunk.subarray(8) }
    at += bytes + (bytes % 2)
  }
}

/** Bytes per second of a `fmt ` chunk. For PCM it is computed: the field that says it is often wrong. */
function rateOf(format: Buffer): number {
  const pcm = [1, 3, 0xfffe].includes(format.readUInt16LE(0))
  return pcm ? format.readUInt32LE(4) * format.readUInt16LE(12) : format.readUInt32LE(8)
}

function claim(bytes: number | undefined, present: number, bytesPerSecond: number): WavClaim | undefined {
  if (bytesPerSecond === 0) return undefined
  const sizeMissing = (bytes ?? 0) === 0 && present > 0
  return sizeMissing || bytes === undefined
    ? { sizeMissing }
    : { sizeMissing, durationSeconds: bytes / bytesPerSecond }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}
