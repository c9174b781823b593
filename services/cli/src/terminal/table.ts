import { stripVTControlCharacters } from 'node:util'

/** Rows as lines whose columns stand under each other; those named in `right` are aligned to the right. */
export function table(rows: string[][], right: number[] = []): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => width(row[at] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const padding = ' '.repeat((widths[at] ?? 0) - width(cell))
        return right.includes(at) ? padding + cell : cell + padding
      })
      .join('  ')
      .trimEnd(),
  )
}

/** In characters, not code units: file names have both; colours take no room. */
const width = (text: string) => [...stripVTControlCharacters(text)].length
