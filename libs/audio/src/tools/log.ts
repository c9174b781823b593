import type { Readable } from 'node:stream'

/*
 * What a tool prints. ffmpeg runs with `-v level+…`, so that its own warnings and errors can be told from
 * the text of a stranger's tags, which it also prints: `[mp3 @ 0x55…] [error] …` begins a line, a tag never
 * does (continuation lines of tags are indented).
 */

const MAX_LINE = 1000
const MAX_LINES = 60
const MAX_TAIL_BYTES = 4096
const SAID_BY_THE_TOOL = /^(\[[^\]]+ @ 0x[0-9a-f]+\] ?)*\[(warning|error|fatal|panic)\] /
/** Said as mere information, and worth knowing all the same: why ffmpeg ended with exit code 255. */
const TOLD_TO_STOP = /^\[info\] Exiting normally, received signal \d+\.$/
const INFORMATION = /^\s|^$|\[(info|verbose|debug)\] |^\[[^\]]+ @ 0x[0-9a-f]+\] $/

export type Log = {
  add(line: string): void
  /** Whether ffmpeg itself warned or failed with words like these, among its last lines. */
  says(pattern: RegExp): boolean
  /** What the first group of the pattern matched in such lines, each once. */
  named(pattern: RegExp): string[]
  /** The last lines, without those directories, at most 4 KiB. */
  tail(privateDirectories: readonly string[]): string
}

export function createLog(): Log {
  const lines: string[] = []
  return {
    add(line) {
      if (INFORMATION.test(line) && !TOLD_TO_STOP.test(line)) return
      lines.push(line)
      if (lines.length > MAX_LINES) lines.shift()
    },
    says: (pattern) => lines.some((line) => isOwn(line) && pattern.test(line)),
    named(pattern) {
      const own = lines.filter(isOwn)
      return [...new Set(own.map((line) => pattern.exec(line)?.[1]).filter((name) => name !== undefined))]
    },
    tail(privateDirectories) {
      let text = lines.join('\n')
      // The longest first: one may lie in another.
      const deepest = privateDirectories.toSorted((a, b) => b.length - a.length)
      for (const directory of deepest) text = text.replaceAll(`${directory}/`, '')
      const bytes = Buffer.from(text.replace(/[^\P{Cc}\n]/gu, ' '))
      return bytes
        .subarray(Math.max(0, bytes.length - MAX_TAIL_BYTES))
        .toString()
        .replace(/^\uFFFD+/, '')
    },
  }
}

const isOwn = (line: string) => SAID_BY_THE_TOOL.test(line) || TOLD_TO_STOP.test(line)

/** Calls back for each line; one longer than 1000 characters is cut, so that memory is bounded. */
export function eachLine(stream: Readable, handle: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '').slice(0, MAX_LINE)
    for (const line of lines) handle(line.slice(0, MAX_LINE))
  })
  stream.on('end', () => rest && handle(rest))
  stream.on('error', () => {})
}
