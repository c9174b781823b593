import type { ChildProcess } from 'node:child_process'

/** A child that does not obey TERM is killed this much later. */
export const KILL_AFTER_MS = 1000

export type ProcessGroup = {
  /** TERM now, KILL a second later; harmless to repeat. */
  end(): void
  /** To be called when the child is closed: its id may belong to somebody else from now on. */
  forget(): void
}

/**
 * The child and whatever it started itself (a wrapper script does), which must have been spawned `detached`:
 * it then leads a group of its own, and a signal to the group reaches all of them.
 */
export function processGroup(child: ChildProcess): ProcessGroup {
  const timers: NodeJS.Timeout[] = []
  const killLater = (andThen?: () => void) => {
    const kill = () => {
      signalGroup(child.pid, 'SIGKILL')
      andThen?.()
    }
    timers.push(setTimeout(kill, KILL_AFTER_MS))
  }
  const destroyPipes = () => {
    for (const stream of child.stdio) stream?.destroy()
  }
  let state: 'running' | 'ending' | 'forgotten' = 'running'
  // A straggler that outlives its leader would keep the pipes open. What is in them is still wanted.
  child.once('exit', () => killLater())
  return {
    end() {
      if (state !== 'running') return
      state = 'ending'
      signalGroup(child.pid, 'SIGTERM')
      killLater(destroyPipes)
    },
    forget() {
      state = 'forgotten'
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody is left in the group.
  }
}
