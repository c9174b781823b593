import { AudioError, type AudioErrorCode } from '../audio-error.ts'
import type { ChildExit } from './child.ts'
import type { Log } from './log.ts'

/** Signals a program gets for its own faults; a shell reports them as 128 + their number. */
const CRASHES = new Set(['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS'])
const CRASH_CODES = new Set([132, 133, 134, 135, 136, 139, 159])

/**
 * What exit codes mean, tried on 5.1 and 7.0: 5.1 says 1 for most failures, 7 says 256 − errno, so words
 * are looked at as well. 69: more than two thirds of the packets did not decode (`-max_error_rate`).
 */
const CODES: Record<number, [AudioErrorCode, string]> = {
  69: ['corrupt_input', 'most of it cannot be decoded'],
  126: ['internal', 'it cannot be executed'],
  127: ['internal', 'it was not found'],
  137: ['internal', 'it was killed from outside, perhaps for want of memory'],
  153: ['limit_exceeded:output_bytes', 'the file it wrote grew too large'],
  228: ['no_space', 'no space left'],
  244: ['limit_exceeded:memory', 'it asked for more memory than it may have'],
  255: ['internal', 'it was told to stop from outside'],
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = {
  SIGKILL: 137,
  SIGXFSZ: 153,
  SIGTERM: 255,
  SIGINT: 255,
}

const WORDS: [RegExp, AudioErrorCode, string][] = [
  // Somebody tidied up under us; the recording is not to blame.
  [/file:\S+: No such file or directory/, 'internal', 'its file is gone'],
  [/No space left on device|Disk quota exceeded/, 'no_space', 'no space left'],
  [/Cannot allocate memory/, 'limit_exceeded:memory', 'it asked for more memory than it may have'],
  [/Format not on whitelist/, 'unsupported_container', 'this kind of file is not accepted'],
  [/matches no streams|does not contain any stream/, 'no_audio_stream', 'there is no audio in it'],
  [/Codec \(.*\) not on whitelist/, 'unsupported_codec', 'its codec is not accepted'],
  [/no decoder found|Decoder .* not found/, 'unsupported_codec', 'its codec is not known'],
  [/DRM protected|encrypted/i, 'drm_protected', 'it is protected'],
  [
    /Invalid data found|Cannot determine format|Error while decoding|Decoding error/,
    'corrupt_input',
    'it is damaged',
  ],
]

export type Blame = {
  /** `ffmpeg` or `ffprobe`, for the message. */
  tool: string
  /** What an exit means that nothing else explains. */
  otherwise: AudioErrorCode
  /** Removed from the log tail. */
  directories: readonly string[]
}

/** Throws what an exit that is not 0 means; a log of errors with an exit code 0 is none of its business. */
export function assertSucceeded(exit: ChildExit, blame: Blame): void {
  if (exit.code === 0) return
  const [code, words] = meaning(exit, blame)
  const how = exit.signal ?? `exit code ${exit.code}`
  throw new AudioError(code, `${blame.tool}: ${words} (${how})`, {
    logTail: exit.log.tail(blame.directories),
  })
}

function meaning({ code, signal, log }: ChildExit, blame: Blame): [AudioErrorCode, string] {
  if ((signal && CRASHES.has(signal)) || (code !== null && CRASH_CODES.has(code))) {
    return ['tool_crashed', 'it crashed']
  }
  // ffmpeg counts a stream too many as memory it did not get.
  if (log.says(/exceeds max_streams/)) return ['limit_exceeded:streams', 'it has too many streams']
  const known = CODES[(signal ? SIGNALS[signal] : code) ?? -1]
  if (known) return known
  return wordsOf(log) ?? [blame.otherwise, 'it failed']
}

function wordsOf(log: Log): [AudioErrorCode, string] | undefined {
  for (const [pattern, code, words] of WORDS) if (log.says(pattern)) return [code, words]
  return undefined
}
