import { type FileHandle, open } from 'node:fs/promises'
import { ID3_HEADER_BYTES, id3Bytes, MAX_TAGS } from './id3.ts'
import type { Sniffed } from './signatures.ts'
import { MPEG_AUDIO, SNIFF_BYTES, sniffBody } from './sniff.ts'

/**
 * What begins behind ID3v2 tags that reach further than `sniff` looks; what is not known there is taken for
 * MPEG audio. Undefined where no tags reach so far, or where there are more of them than anybody should
 * follow.
 */
export async function sniffBehindLongTags(file: FileHandle): Promise<Sniffed | undefined> {
  let at = 0
  for (let tags = 0; tags <= MAX_TAGS; tags++) {
    const tag = id3Bytes(await bytesAt(file, at, ID3_HEADER_BYTES))
    if (tag === 0) return at < SNIFF_BYTES ? undefined : bodyAt(file, at)
    at += tag
  }
  return undefined
}

async function bodyAt(file: FileHandle, at: number): Promise<Sniffed> {
  return sniffBody(await bytesAt(file, at, SNIFF_BYTES)) ?? MPEG_AUDIO
}

/**
 * The demuxer that must be named to ffmpeg. It looks for what a file is in its first megabyte, behind one
 * tag at most: in a longer tag it found raw AMR where the tag's text was not ASCII. Undefined where ffmpeg
 * sees for itself, also when the file cannot be read, of which ffmpeg will tell.
 */
export async function demuxerToName(path: string): Promise<string | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return (await sniffBehindLongTags(file))?.container
  } catch {
    return undefined
  } finally {
    await file?.close()
  }
}

/** As many of these bytes as the file has. */
export async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}
