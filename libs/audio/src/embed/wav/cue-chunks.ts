import type { CleanChapter } from '../clean-metadata.ts'

/*
 * Chapters as points in the samples (`cue `) with names (`LIST` of `adtl`, a `labl` each), as in Microsoft's
 * "Multimedia Programming Interface and Data Specifications 1.0". Names are UTF-8, like ffmpeg's tags.
 */

/** None without chapters. Numbers are little-endian; a point's 32 bits reach for 24 hours at 48 kHz. */
export function cueChunks(chapters: readonly CleanChapter[], sampleRateHz: number): Buffer[] {
  if (chapters.length === 0) return []
  const points = chapters.map(({ startMs }, at) => point(at + 1, Math.round((startMs / 1000) * sampleRateHz)))
  const labels = chapters.map(({ title }, at) => chunk('labl', numbers(at + 1), Buffer.from(`${title}\0`)))
  return [chunk('cue ', numbers(points.length), ...points), chunk('LIST', Buffer.from('adtl'), ...labels)]
}

/** Its number, its place among what is played, the chunk it lies in, two offsets for compressed files, the sample. */
function point(number: number, sample: number): Buffer {
  return Buffer.concat([numbers(number, sample), Buffer.from('data'), numbers(0, 0, sample)])
}

function chunk(id: string, ...parts: Buffer[]): Buffer {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([Buffer.from(id), numbers(bytes), ...parts, Buffer.alloc(bytes % 2)])
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, 4 * at)
  return bytes
}
