/**
 * Why a file cannot become what was asked for. Closed and stable: callers decide by it whether trying again
 * can help.
 */
export type AudioErrorCode =
  | 'not_audio'
  | 'no_audio_stream'
  | 'unsupported_codec'
  | 'unsupported_container'
  | 'drm_protected'
  | 'corrupt_input'
  | 'truncated_input'
  | 'empty_input'
  | 'limit_exceeded:sample_rate'
  | 'limit_exceeded:channels'
  | 'limit_exceeded:streams'
  | 'limit_exceeded:duration'
  | 'limit_exceeded:output_bytes'
  | 'limit_exceeded:memory'
  | 'timeout'
  | 'stalled'
  | 'tool_crashed'
  | 'no_space'
  | 'internal'

export type AudioErrorOptions = ErrorOptions & { logTail?: string }

/** The only error this package rejects with, apart from an abort's own reason and misuse (RangeError). */
export class AudioError extends Error {
  override name = 'AudioError'
  readonly code: AudioErrorCode
  /** The last warnings and errors ffmpeg printed, at most 4 KiB, private directories removed. */
  readonly logTail?: string

  constructor(code: AudioErrorCode, message: string, options: AudioErrorOptions = {}) {
    super(message, options)
    this.code = code
    if (options.logTail) this.logTail = options.logTail
  }
}

/** Any failure as an AudioError: a full disk by its own code, everything unforeseen as `internal`. */
export function asAudioError(error: unknown): AudioError {
  if (error instanceof AudioError) return error
  const problem = error instanceof Error ? error.message : String(error)
  const full =
    error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
  return new AudioError(full ? 'no_space' : 'internal', problem, { cause: error })
}

/** An error of the caller's own function, on its way back to the caller as it is. */
export class CallersError extends Error {
  override name = 'CallersError'
  constructor(cause: unknown) {
    super('the caller failed', { cause })
  }
}
