import { AudioError } from '../audio-error.ts'

/**
 * How a child ended. `ok` and `error`: with exit code 0, or another. `signal`: by a signal that was not ours: a crash,
 * or somebody else's. `timeout` and `stalled`: we ended it, for it took too long or made no progress. `stopped`: we
 * ended it for any other reason; nobody wanted its work any more. `not_started`: there was never a process.
 */
export const TOOL_RESULTS = ['ok', 'error', 'signal', 'timeout', 'stalled', 'stopped', 'not_started'] as const

/** See `TOOL_RESULTS`. */
export type ToolResult = (typeof TOOL_RESULTS)[number]

export const TOOLS = ['ffmpeg', 'ffprobe'] as const

/** The end of one child, for whoever counts them. What an exit code means for a recording is another matter. */
export type ToolEnd = { tool: (typeof TOOLS)[number]; result: ToolResult }

/** The command could not be executed at all. */
export class NotStartedError extends AudioError {}

export function resultOfExit({ code, signal }: { code: number | null; signal: string | null }): ToolResult {
  if (signal !== null) return 'signal'
  return code === 0 ? 'ok' : 'error'
}

/** What a run that was given up comes to, by what it was given up for. */
export function resultOfFailure(reason: unknown): ToolResult {
  if (reason instanceof NotStartedError) return 'not_started'
  if (reason instanceof AudioError && (reason.code === 'timeout' || reason.code === 'stalled'))
    return reason.code
  return 'stopped'
}
