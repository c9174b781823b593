import { type FileHandle, open } from 'node:fs/promises'
import type { Chapter } from '../metadata.ts'
import { type Chunk, chunksOf } from './wav-header-chunks.ts'

export type WavCues = {
  chapters: Chapter[]
  /** Why some of it could not be read. */
  problem?: string
}

type Marker = { id: number; frame: number }

/** Id, position, chunk, chunk start, block start, sample offset (Multimedia Programming Interface, 1991). */
const CUE_BYTES = 24
/** Twice as many as can be used, for those that are out of order. */
const MAX_CUES = 2000
/** Titles of 500 letters for all of them. */
const MAX_LABEL_BYTES = 1024 ** 2

/**
 * The markers of a WAV and their labels, as audio editors set them and ffmpeg does not read them, in the order
 * of the file; no text where a marker has no label. Memory: about a megabyte. Labels have no declared charset:
 * what is not UTF-8 is Windows-1252. (Not found behind the sound of an RF64 of more than 4 GiB.)
 */
export async function readWavCues(file: string, sampleRateHz: number): Promise<WavCues> {
  const handle = await open(file, 'r')
  try {
    return await read(handle, sampleRateHz)
  } finally {
    await handle.close()
  }
}

async function read(handle: FileHandle, sampleRateHz: number): Promise<WavCues> {
  const { size } = await handle.stat()
  let markers: Marker[] = []
  const labels = new Map<number, string>()
  let cut = false
  for await (const chunk of chunksOf(handle, size)) {
    const most = mostOf(chunk)
    if (most === 0) continue
    const content = await contentOf(handle, chunk.at, Math.min(chunk.bytes, most))
    cut ||= content.length < chunk.bytes
    if (chunk.kind === 'cue ') markers = markersIn(content)
    else for (const [id, label] of labelsIn(content)) labels.set(id, label)
  }
  const chapters = markers.map(({ id, frame }) => ({
    startSeconds: frame / sampleRateHz,
    title: labels.get(id) ?? '',
  }))
  return { chapters, ...(cut && { problem: 'its markers are cut off or too many' }) }
}

/** How much of a chunk is read: of most chunks, nothing. */
function mostOf({ kind, head }: Chunk): number {
  if (kind === 'cue ') return 4 + MAX_CUES * CUE_BYTES
  return kind === 'LIST' && head.toString('latin1', 0, 4) === 'adtl' ? MAX_LABEL_BYTES : 0
}

async function contentOf(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}

/** As many as are counted at the beginning, and are there. */
function markersIn(cue: Buffer): Marker[] {
  const markers: Marker[] = []
  const end = cue.length < 4 ? 0 : Math.min(cue.length, 4 + cue.readUInt32LE(0) * CUE_BYTES)
  for (let at = 4; at + CUE_BYTES <= end; at += CUE_BYTES) {
    markers.push({ id: cue.readUInt32LE(at), frame: cue.readUInt32LE(at + 20) })
  }
  return markers
}

function* labelsIn(list: Buffer): Generator<[number, string]> {
  for (let at = 4; at + 12 <= list.length; ) {
    const bytes = list.readUInt32LE(at + 4)
    if (list.toString('latin1', at, at + 4) === 'labl') {
      yield [list.readUInt32LE(at + 8), textOf(list.subarray(at + 12, at + 8 + bytes))]
    }
    at += 8 + bytes + (bytes % 2)
  }
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  const text = end < 0 ? bytes : bytes.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text)
  } catch {
    return new TextDecoder('windows-1252').decode(text)
  }
}
