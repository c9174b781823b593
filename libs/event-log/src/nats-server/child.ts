import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../jetstream/connection.ts'
import { monotonic } from '../jetstream/lease.ts'

const RESTART_MS = 250
const LONGEST_PAUSE_MS = 5_000
const STOP_MS = 10_000
/** So many early deaths before it was ever seen at work are a mistake in the set-up; later they are bad luck, and it is tried for ever. */
const MAX_EARLY_DEATHS = 5
const EARLY_MS = 2_000

export interface SupervisedChild {
  pid(): number | undefined
  /** It has been seen at work: from now on it is started again for ever. */
  prove(): void
  /** Rejects when it cannot be kept running. */
  failed: Promise<never>
  close(): Promise<void>
}

/**
 * Keeps one child process running until closed, in a process group of its own: a Ctrl-C in the terminal
 * must not take the log away from a process that is still handing back its work.
 */
export function superviseChild(
  binary: string,
  args: string[],
  log: Log,
  started: (pid: number) => void,
): SupervisedChild {
  let closing = false
  let proven = false
  let child: ChildProcess | undefined

  const runOnce = async () => {
    const begun = monotonic()
    child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    if (child.pid !== undefined) started(child.pid)
    const tail = lastLines(child)
    await once(child, 'exit')
    const { exitCode, signalCode } = child
    child = undefined
    if (!closing) log.warn({ exitCode, signalCode, tail: tail() }, 'nats-server ended, starting it again')
    return monotonic() - begun
  }
  const run = async (): Promise<void> => {
    for (let early = 0; !closing; ) {
      const livedMs = await runOnce()
      early = livedMs < EARLY_MS ? early + 1 : 0
      if (!proven && early >= MAX_EARLY_DEATHS) throw new Error(`${binary} ends as soon as it is started`)
      if (!closing) await sleep(Math.min(LONGEST_PAUSE_MS, RESTART_MS * 2 ** early))
    }
  }
  const running = run()
  const failed = running.then(() => new Promise<never>(() => {}))
  failed.catch((err) => log.warn({ err }, 'nats-server cannot be kept running'))

  // A process that ends in a hurry closes nothing; this much it still does.
  const endWithUs = () => child?.kill('SIGTERM')
  process.once('exit', endWithUs)

  return {
    pid: () => child?.pid,
    prove() {
      proven = true
    },
    failed,
    async close() {
      closing = true
      child?.kill('SIGTERM')
      const stopped = running.catch(() => undefined)
      const late = sleep(STOP_MS, 'late' as const, { ref: false })
      if ((await Promise.race([stopped, late])) === 'late') child?.kill('SIGKILL')
      await stopped
      process.off('exit', endWithUs)
    },
  }
}

const TAIL_LINES = 8

/** nats-server logs to standard error; the end of it says why it ended. */
function lastLines(child: ChildProcess): () => string[] {
  let lines: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines = [...lines, ...text.trimEnd().split('\n')].slice(-TAIL_LINES)
  })
  return () => lines
}
