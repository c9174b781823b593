import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { createLog, eachLine, type Log } from './log.ts'
import { processGroup } from './process-group.ts'
import { createProgressReader, type Reached } from './progress.ts'
import { NotStartedError, resultOfExit, resultOfFailure, type ToolResult } from './tool-end.ts'
import { type Patience, startWatchdog } from './watchdog.ts'

export type ChildTask = {
  command: string
  args: readonly string[]
  signal: AbortSignal
  patience: Patience
  /** Takes everything the child writes to stdout; when it rejects, the child is ended. */
  readStdout: (stdout: Readable) => Promise<void>
  /** What the child reports on its file descriptor 3, in the manner of ffmpeg's `-progress pipe:3`. */
  onMoved?: (reached: Reached) => void
  onLogLine?: (line: string) => void
  /** Told once how it ended, before the run resolves or rejects; not when it was not wanted from the start. */
  onEnded?: ((result: ToolResult) => void) | undefined
}

export type ChildExit = { code: number | null; signal: NodeJS.Signals | null; log: Log }

/**
 * Children get this environment and no other: no credential of ours, no FFREPORT, no locale. A tool that
 * lies elsewhere is given by its full path.
 */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin' }

/**
 * Runs a command to its end. Rejects with the signal's reason, with `stalled` or `timeout`, with what
 * `readStdout` rejected with, or with `internal` when the command cannot be started; in each case only
 * after the whole process group is gone. Any exit code resolves: what it means is the caller's to say.
 */
export async function runChild(task: ChildTask): Promise<ChildExit> {
  task.signal.throwIfAborted()
  const running = runToEnd(task)
  task.onEnded?.(await running.then(resultOfExit, resultOfFailure))
  return running
}

async function runToEnd(task: ChildTask): Promise<ChildExit> {
  const child = start(task)
  const closed = once(child, 'close')
  closed.catch(() => {})
  await once(child, 'spawn').catch((cause: unknown) => Promise.reject(cannotStart(task.command, cause)))

  const group = processGroup(child)
  let stopped: { reason: unknown } | undefined
  const stop = (reason: unknown) => {
    stopped ??= { reason }
    group.end()
  }
  const watchdog = startWatchdog(task.patience, stop)
  const onAbort = () => stop(task.signal.reason)
  task.signal.addEventListener('abort', onAbort, { once: true })
  if (task.signal.aborted) onAbort()
  try {
    const log = listen(child, task, { progressed: watchdog.progressed, stop })
    const reading = task.readStdout(stdoutOf(child)).catch(stop)
    const [code, signal]: unknown[] = await closed
    await reading
    if (stopped) throw stopped.reason
    return { ...exitOf(code, signal), log }
  } finally {
    group.forget()
    watchdog.stop()
    task.signal.removeEventListener('abort', onAbort)
  }
}

/** `detached` makes the child the leader of a group of its own, and keeps the terminal's Ctrl-C from it. */
function start({ command, args }: ChildTask): ChildProcess {
  try {
    return spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
      env: ENVIRONMENT,
    })
  } catch (cause) {
    throw cannotStart(command, cause)
  }
}

function cannotStart(command: string, cause: unknown): NotStartedError {
  const problem = cause instanceof Error ? cause.message : String(cause)
  return new NotStartedError('internal', `cannot start ${command}: ${problem}`, { cause })
}

type Listener = { progressed: (seconds: number) => void; stop: (reason: unknown) => void }

/** A callback that throws ends the child like any other failure; thrown from an event it would end us. */
function listen(child: ChildProcess, task: ChildTask, { progressed, stop }: Listener): Log {
  const log = createLog()
  const safely = (handle: (line: string) => void) => (line: string) => {
    try {
      handle(line)
    } catch (error) {
      stop(error)
    }
  }
  const read = createProgressReader((reached) => {
    progressed(reached.seconds)
    task.onMoved?.(reached)
  })
  const said = (line: string) => {
    log.add(line)
    task.onLogLine?.(line)
  }
  if (child.stderr) eachLine(child.stderr, safely(said))
  const progress = child.stdio[3]
  if (progress instanceof Readable) eachLine(progress, safely(read))
  return log
}

function stdoutOf(child: ChildProcess): Readable {
  return child.stdout ?? Readable.from([])
}

function exitOf(code: unknown, signal: unknown): { code: number | null; signal: NodeJS.Signals | null } {
  return {
    code: typeof code === 'number' ? code : null,
    signal: isSignal(signal) ? signal : null,
  }
}

function isSignal(value: unknown): value is NodeJS.Signals {
  return typeof value === 'string' && value.startsWith('SIG')
}
