import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Format } from '../formats.ts'

export type FfmetadataChapter = { startMs: number; endMs: number; title: string }

/**
 * Writes ffmpeg's text form of metadata. What has a meaning in it is escaped with a backslash, line breaks too: a
 * bare one would begin another tag, or a chapter. A file, because arguments cannot be as long as a cover.
 */
export async function writeFfmetadata(
  dir: string,
  /** Of the format: files prepared side by side must not get in each other's way. */
  name: Format,
  tags: readonly (readonly [name: string, value: string])[],
  chapters: readonly FfmetadataChapter[] = [],
): Promise<string> {
  const lines = [';FFMETADATA1', ...tags.map(([key, value]) => `${escaped(key)}=${escaped(value)}`)]
  for (const { startMs, endMs, title } of chapters) {
    lines.push('[CHAPTER]', 'TIMEBASE=1/1000', `START=${startMs}`, `END=${endMs}`, `title=${escaped(title)}`)
  }
  const text = `${lines.join('\n')}\n`
  const path = join(dir, `${name}.ffmetadata`)
  await writeFile(path, text)
  return path
}

/** Its reader takes the end of a line for escaped after any backslash, itself escaped or not: hence the blank. */
function escaped(text: string): string {
  return text.replace(/[=;#\\\n]/g, (special) => `\\${special}`).replace(/\\$/, '\\ ')
}
