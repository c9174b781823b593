import type { Api } from './api/api.ts'
import type { Output } from './output.ts'

/** What every command works with. */
export type Context = {
  api: Api
  out: Output
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** A path as it was typed, from where the person is. */
  here(path: string): string
  /** A command that can be typed as it stands: with the program's name, and the address where one was given. */
  typed(command: string): string
}
