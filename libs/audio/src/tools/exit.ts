import { AudioError, type AudioErrorCode } from '../audio-error.ts'
import type { ChildExit } from './child.ts'
import type { Log } from './log.ts'

/** Signals a program gets for its own faults; a shell reports them as 128 + their number. */
const CRASHES = new Set(['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS'])
const CRASH_CODES = new Set([132, 133, 134, 135, 136, 139, 159])

const TIMED_OUT: [AudioErrorCode, string] = ['timeout', 'the tool took too much processor time']
const TOO_MUCH_MEMORY: [AudioErrorCode, string] = [
  'limit_exceeded:memory',
  'the tool asked for more memory than it may have',
]
const OUT_OF_MEMORY = /Cannot allocate memory/
/** How ffmpeg names SIGXCPU, which it takes for a TERM: it ends in order, with exit code 255. */
const CPU_SIGNAL = /received signal 24\.$/

/**
 * What exit codes mean, tried on 5.1, 7.0 and 7.1: 5.1 says 1 for most failures, 7 says 256 − errno, so words
 * are looked at as well. 69: more than two thirds of the packets did not decode (`-max_error_rate`).
 */
const CODES: Record<number, [AudioErrorCode, string]> = {
  // ffmpeg had to be told four times, which only the limit on processor time does.
  123: TIMED_OUT,
  152: TIMED_OUT,
  69: ['corrupt_input', 'most of the recording cannot be decoded'],
  126: ['internal', 'the tool cannot be executed'],
  127: ['internal', 'the tool was not found'],
  137: ['internal', 'the tool was killed from outside, perhaps for want of memory'],
  153: ['limit_exceeded:output_bytes', 'the file that was written grew too large'],
  228: ['no_space', 'no space left'],
  229: ['limit_exceeded:output_bytes', 'the file that was written grew too large'],
  // A thread could not be started, for want of memory or of the system's processes: nobody knows whose fault.
  245: ['internal', 'the system gave it no thread'],
  244: TOO_MUCH_MEMORY,
  255: ['internal', 'the tool was told to stop from outside'],
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = {
  SIGKILL: 137,
  SIGXCPU: 152,
  SIGXFSZ: 153,
  SIGTERM: 255,
  SIGINT: 255,
}

const WORDS: [RegExp, AudioErrorCode, string][] = [
  // Somebody tidied up under us; the recording is not to blame.
  [/file:\S+: No such file or directory/, 'internal', 'the file is gone'],
  [/No space left on device|Disk quota exceeded/, 'no_space', 'no space left'],
  [/File too large/, 'limit_exceeded:output_bytes', 'the file that was written grew too large'],
  [/Resource temporarily unavailable/, 'internal', 'the system gave it no thread'],
  [OUT_OF_MEMORY, ...TOO_MUCH_MEMORY],
  [/Format not on whitelist/, 'unsupported_container', 'this kind of file is not accepted'],
  [/matches no streams|does not contain any stream/, 'no_audio_stream', 'there is no audio in the recording'],
  [/Codec \(.*\) not on whitelist/, 'unsupported_codec', 'the codec of the recording is not accepted'],
  [
    /Input channel layout .* is not supported/,
    'unsupported_codec',
    'the channels of the recording are laid out in no known way',
  ],
  [/no decoder found|Decoder .* not found/, 'unsupported_codec', 'the codec of the recording is not known'],
  [/DRM protected|encrypted/i, 'drm_protected', 'the recording is protected'],
  [
    /Invalid data found|Cannot determine format|Error while decoding|Decoding error/,
    'corrupt_input',
    'the recording is damaged',
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

/**
 * What makes exit code 0 a lie: ffmpeg 5.1 ends with it when the last bytes of a file found no room, 7.1 when it
 * gave up reading a Matroska header with too many streams, and both when a decoder was refused memory and most
 * packets went through all the same.
 */
const UNFINISHED =
  /Error (writing trailer|closing file)|exceeds max_streams|(decod|packet|frame).*Cannot allocate memory/

/** Throws what an exit means that is not 0, or is 0 and left a file unfinished; other errors are only told. */
export function assertSucceeded(exit: ChildExit, blame: Blame): void {
  if (exit.code === 0 && !exit.log.says(UNFINISHED)) return
  const [code, words] = meaning(exit, blame)
  const how = exit.signal ?? `exit code ${exit.code}`
  throw new AudioError(code, `${words} (${blame.tool}, ${how})`, {
    logTail: exit.log.tail(blame.directories),
  })
}

function meaning({ code, signal, log }: ChildExit, blame: Blame): [AudioErrorCode, string] {
  if ((signal && CRASHES.has(signal)) || (code !== null && CRASH_CODES.has(code))) {
    return ['tool_crashed', 'the tool crashed']
  }
  // ffmpeg counts a stream too many as memory it did not get.
  if (log.says(/exceeds max_streams/)) return ['limit_exceeded:streams', 'the recording has too many streams']
  if (log.says(CPU_SIGNAL)) return TIMED_OUT
  // ffmpeg goes on without a block of memory it was refused, and counts the packets it lost.
  if (code === 69 && log.says(OUT_OF_MEMORY)) return TOO_MUCH_MEMORY
  const known = CODES[(signal ? SIGNALS[signal] : code) ?? -1]
  if (known) return known
  return wordsOf(log) ?? [blame.otherwise, 'the tool failed']
}

function wordsOf(log: Log): [AudioErrorCode, string] | undefined {
  for (const [pattern, code, words] of WORDS) if (log.says(pattern)) return [code, words]
  return undefined
}
