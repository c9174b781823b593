import { CommanderError } from 'commander'
import { LocalError, RefusedError, UsageError } from './api/errors.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { Output } from './output.ts'

/** A wait that was given a time came to its end. */
export class TimedOutError extends Error {
  override name = 'TimedOutError'
  readonly code = 'timed_out'
}

/** Says what went wrong, where that has not been done, and what it amounts to. */
export function failed(error: unknown, out: Output, signal: AbortSignal): ExitCode {
  out.screen.idle()
  if (signal.aborted) return EXIT.interrupted
  // Commander has said it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const { code, message, body } = described(error)
  out.problem(code === 'usage' ? message : `${message} (${code})`, body)
  if (error instanceof TimedOutError) return EXIT.timedOut
  if (error instanceof RefusedError && error.status === 410) return EXIT.ended
  return code === 'usage' ? EXIT.usage : EXIT.refused
}

/** Any failure in words, with its code, and as a problem (RFC 9457). */
export function described(error: unknown): { code: string; message: string; body: unknown } {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof RefusedError) return { code: error.code, message, body: error.body }
  const code = codeOf(error)
  return { code, message, body: { type: 'about:blank', title: message, code, detail: message } }
}

function codeOf(error: unknown): string {
  if (error instanceof LocalError || error instanceof UsageError || error instanceof TimedOutError) {
    return error.code
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal'
}
