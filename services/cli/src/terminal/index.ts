/* What a command line tool needs to speak to people: numbers with units, tables, progress, paths. */

export { directoriesFor, shortPath } from './directories.ts'
export { count, duration, level, size } from './numbers.ts'
export { createPaint, type Paint } from './paint.ts'
export { printable, printableJson } from './printable.ts'
export type { Progress } from './progress.ts'
export { barOf, isMilestone, progressText } from './progress-text.ts'
export { type Command, runCommand } from './run-command.ts'
export { createScreen, noScreen, plain, type Screen } from './screen.ts'
export { table } from './table.ts'
