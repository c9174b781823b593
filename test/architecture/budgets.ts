import { isTest } from './rules.ts'
import type { SourceFile } from './source-file.ts'

/** What fits a screen. Measured at the codebases we admire: their tails are short, not their averages. */
export const BUDGET = { fileMedian: 60, fileP95: 150, fileMax: 200, functionMax: 40 } as const

export function overlongFiles(files: SourceFile[]): string[] {
  return files
    .filter(({ lines }) => lines > BUDGET.fileMax)
    .map(({ path, lines }) => `${path}: ${lines} lines`)
}

export function overlongFunctions(files: SourceFile[]): string[] {
  return files
    .filter((file) => !isTest(file))
    .flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > BUDGET.functionMax)
        .map(({ name, lines }) => `${path} ${name}: ${lines} lines`),
    )
}

/** The line count below which a share of the files lie. */
export function fileLines(files: SourceFile[], share: number): number {
  const sorted = files
    .filter((file) => !isTest(file))
    .map(({ lines }) => lines)
    .sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}
