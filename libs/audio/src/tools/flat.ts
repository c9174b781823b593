import type { Readable } from 'node:stream'

/** What ffprobe says of one stream, chapter or of the file; tags by their names in lower case. */
export type Section = { fields: Record<string, string>; tags: Record<string, string> }

export type FlatReport = {
  streams: Section[]
  chapters: Section[]
  format: Section
  /** How many there are, also of those that are not kept. */
  chapterCount: number
}

/** What is known of a file that ffprobe could not read. */
export const NOTHING: FlatReport = {
  streams: [],
  chapters: [],
  format: { fields: {}, tags: {} },
  chapterCount: 0,
}

/** 4,000 characters of four bytes each, and their escapes. */
const MAX_LINE = 20_000
/** Twice as many as can be used, for those that are out of order; of each a title of 1,000 characters. */
const MAX_CHAPTERS = 2000
const MAX_CHAPTER_VALUE = 1000
const MAX_STREAMS = 64

const LINE = /^(?:streams\.(stream)\.(\d+)|chapters\.(chapter)\.(\d+)|format)\.(tags\.)?([^=]+)=(.*)$/s

/**
 * Reads `-of flat` of ffprobe, one value a line. Unlike JSON it can be cut anywhere, so that memory is bounded
 * however long a stranger's tags are: a value is kept up to 20,000 characters, and the rest passed over.
 */
export async function readFlat(stream: Readable): Promise<FlatReport> {
  const report: FlatReport = { streams: [], chapters: [], format: empty(), chapterCount: 0 }
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const lines = `${rest}${chunk}`.split('\n')
    const unfinished = lines.pop() ?? ''
    rest = unfinished.slice(0, MAX_LINE + 1)
    for (const line of lines) take(report, line)
  }
  take(report, rest)
  return report
}

function take(report: FlatReport, line: string): void {
  const [, stream, streamIndex, chapter, chapterIndex, tag, name, value] =
    LINE.exec(line.slice(0, MAX_LINE)) ?? []
  if (name === undefined || value === undefined) return
  const section = sectionOf(report, { stream, streamIndex, chapter, chapterIndex })
  if (chapter) report.chapterCount = Math.max(report.chapterCount, Number(chapterIndex) + 1)
  if (!section) return
  const text = unquoted(chapter ? value.slice(0, MAX_CHAPTER_VALUE) : value)
  if (tag) section.tags[name.toLowerCase()] ??= text
  else section.fields[name] = text
}

type Place = Record<'stream' | 'streamIndex' | 'chapter' | 'chapterIndex', string | undefined>

function sectionOf(report: FlatReport, { stream, streamIndex, chapter, chapterIndex }: Place) {
  if (stream) return at(report.streams, Number(streamIndex), MAX_STREAMS)
  if (chapter) return at(report.chapters, Number(chapterIndex), MAX_CHAPTERS)
  return report.format
}

/** ffprobe counts sections from 0, without gaps. */
function at(sections: Section[], index: number, most: number): Section | undefined {
  if (index >= most) return undefined
  while (sections.length <= index) sections.push(empty())
  return sections[index]
}

/** Without a prototype: `__proto__` is a name like any other. */
function empty(): Section {
  const bare = (): Record<string, string> => Object.create(null)
  return { fields: bare(), tags: bare() }
}

const ESCAPES: Partial<Record<string, string>> = { n: '\n', r: '\r' }

/** Text stands in quotes, of which a cut line has lost the second; numbers stand as they are. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value
  return value
    .slice(1)
    .replace(/\\(.?)|"$/gs, (_, escaped?: string) => ESCAPES[escaped ?? ''] ?? escaped ?? '')
}
