import type { CleanChapter } from '../clean-metadata.ts'
import { frame, latin1, linkFrame, textFrame } from './id3-frames.ts'

/*
 * Chapters as frames (https://id3.org/id3v2-chapters-1.0): a CHAP each, and a table of contents that puts them in
 * order.
 */

export type TimedChapter = CleanChapter & { endMs: number }

/** Its length is one byte. */
const MAX_CHILDREN = 255
const TOP_LEVEL = 2
const ORDERED = 1

/** None without chapters. More than one table can hold are spread over tables that a first one lists. */
export function chapterFrames(chapters: readonly TimedChapter[]): Buffer[] {
  if (chapters.length === 0) return []
  const ids = chapters.map((_, at) => `ch${at}`)
  return [...tables(ids), ...chapters.map((chapter, at) => chapterFrame(`ch${at}`, chapter))]
}

function tables(ids: readonly string[]): Buffer[] {
  if (ids.length <= MAX_CHILDREN) return [table('toc', TOP_LEVEL | ORDERED, ids)]
  const parts: string[][] = []
  for (let at = 0; at < ids.length; at += MAX_CHILDREN) parts.push(ids.slice(at, at + MAX_CHILDREN))
  const names = parts.map((_, at) => `toc${at}`)
  return [
    table('toc', TOP_LEVEL | ORDERED, names),
    ...parts.map((part, at) => table(`toc${at}`, ORDERED, part)),
  ]
}

function table(id: string, flags: number, children: readonly string[]): Buffer {
  const names = children.map((child) => latin1(`${child}\0`))
  return frame('CTOC', latin1(`${id}\0`), Buffer.of(flags, children.length), ...names)
}

/** Instead of a position in bytes: the times hold. */
const NO_OFFSET = 0xffffffff

function chapterFrame(id: string, { startMs, endMs, title, url }: TimedChapter): Buffer {
  const times = Buffer.alloc(16)
  for (const [at, value] of [startMs, endMs, NO_OFFSET, NO_OFFSET].entries())
    times.writeUInt32BE(value, 4 * at)
  const inner = [textFrame('TIT2', title), ...(url === undefined ? [] : [linkFrame(url)])]
  return frame('CHAP', latin1(`${id}\0`), times, ...inner)
}
