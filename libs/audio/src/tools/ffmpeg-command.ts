import fluentFfmpeg from 'fluent-ffmpeg'
import { type ChildExit, type ChildTask, runChild } from './child.ts'
import { fileBytesFor, NEXT_TO_NOTHING } from './cut.ts'
import { inToolSpan, type Purpose } from './tool-span.ts'
import { leashed, type RunPatience, type Tools, tellEnd } from './tools.ts'

/*
 * The only file that knows fluent-ffmpeg (2.1.3, archived, pinned). It assembles the command and drives the
 * run; three of its parts are replaced on each command, because in the library as it is
 *
 * - a spawn that fails ends in an uncaught TypeError (it asks rings for their text that were never made);
 * - a spawn has no process group, no fourth pipe for `-progress`, no AbortSignal and no watchdog, and it
 *   inherits the whole environment;
 * - the path of ffmpeg is one variable for the whole process, and capabilities are asked of it by children
 *   that nothing can end (its parser drops formats on ffmpeg ≥ 7 besides).
 *
 * Also, `inputOptions` and `outputOptions` split an argument at its only blank ("title=Two words") unless
 * they are called with several arguments; here they always are.
 */

export type FfmpegRun = Omit<ChildTask, 'command' | 'args' | 'patience' | 'onEnded'> & {
  tools: Tools
  /** For whoever follows the run from outside. */
  purpose: Purpose
  patience: RunPatience
  /** Where to read, as a `file:` URL or `pipe:`. */
  input: string
  inputOptions: readonly [string, string, ...string[]]
  /** Files of our own beside it, read after it; their options stand before each. */
  moreInputs?: readonly { input: string; options: readonly [string, string, ...string[]] }[]
  filters: readonly string[]
  codec: string
  outputOptions: readonly [string, string, ...string[]]
  format: string
  /** Where to write; `pipe:1` for stdout. */
  output: string
  /** Told the whole command line, without ffmpeg itself, before it is run. */
  onArguments?: (args: readonly string[]) => void
}

type Ended = (error: Error | null, stdout: TextRing, stderr: TextRing) => void
type TextRing = { get(): string }

/** At this level ffmpeg tells which signal made it end; of several levels the last one holds. */
const TELLING_SIGNALS = ['-v', 'level+info'] as const

/** A run that writes to a pipe has no business with files. */
function boundsOf({ output, patience, tools }: FfmpegRun) {
  const fileBytes = output.startsWith('pipe:') ? NEXT_TO_NOTHING : fileBytesFor(tools.limits)
  return { cpuSeconds: patience.cpuSeconds, fileBytes }
}

/** Resolves with any exit, rejects as `runChild` does. */
export function runFfmpeg(run: FfmpegRun): Promise<ChildExit> {
  return inToolSpan('ffmpeg', run.purpose, () => runCommand(run))
}

function runCommand(run: FfmpegRun): Promise<ChildExit> {
  return new Promise((resolve, reject) => {
    let outcome: { exit: ChildExit } | { failure: unknown } | undefined
    const settle = (error?: Error) => {
      if (outcome && 'exit' in outcome) resolve(outcome.exit)
      else reject(outcome ? outcome.failure : error)
    }
    const command = Object.assign(fluentFfmpeg({ stdoutLines: 1 }), {
      _checkCapabilities: (next: (error: null) => void) => next(null),
      availableEncoders: (next: (error: null, encoders: object) => void) => next(null, {}),
      _spawnFfmpeg: (args: string[], _options: object, _started: unknown, ended: Ended) => {
        const silent = { get: () => '' }
        run.onArguments?.(args)
        leashed(run.tools, [run.tools.ffmpegPath, ...args], boundsOf(run))
          .then((command) => runChild({ ...run, ...command, onEnded: tellEnd(run.tools, 'ffmpeg') }))
          .then(
            (exit) => {
              outcome = { exit }
              ended(null, silent, silent)
            },
            (failure: unknown) => {
              outcome = { failure }
              ended(new Error('the run failed'), silent, silent)
            },
          )
          .catch(reject)
      },
    })
    command
      .on('end', () => settle())
      .on('error', (error: Error) => settle(error))
      .input(run.input)
      .inputOptions(...run.inputOptions, ...TELLING_SIGNALS)
    for (const { input, options } of run.moreInputs ?? []) command.input(input).inputOptions(...options)
    command
      .audioCodec(run.codec)
      .audioFilters([...run.filters])
      .outputOptions(...run.outputOptions)
      .format(run.format)
      .output(run.output)
      .run()
  })
}
