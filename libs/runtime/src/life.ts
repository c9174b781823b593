import { constants } from 'node:os'
import type { Logger } from './log.ts'

/** Ctrl-C reaches a process twice when npm stands between: what comes this soon after is the same wish. */
const SAME_WISH_MS = 1000

/** How much longer than its grace a stop may take before it counts as hung. */
const HANG_MS = 10_000

export type Life = {
  /** Aborted when the process is to end. */
  closing: AbortSignal
  /** Resolves then. */
  told: Promise<void>
  /** Begins the end, if it has not begun. */
  tell(why: string): void
  /** From now on a process that a signal tells to end goes on as it was for so long, and then its grace begins. */
  lingers(ms: number): void
  /** What is left of that; nothing while nobody told the process to end, and when it crashed. */
  lingerLeftMs(): number
  /** What is left of the grace; all of it while nobody told the process to end. */
  graceLeftMs(): number
  /** Does a part of the work; its name is said when the stop hangs. */
  step<T>(name: string, work: () => Promise<T> | T): Promise<T>
  /** The exit code of a process that a signal kept from its work: 130 or 143; 1 when there was none. */
  interrupted(): number
  /** Ends the process: with `code`, or with 1 when something crashed. */
  end(code: number): never
}

/**
 * From here on the process ends in an orderly way: on the first SIGTERM or SIGINT, and when nobody caught
 * an error. A second signal ends it at once, and so does a stop that hangs, which says what hung.
 */
export function beginLife(log: Logger, graceMs: number): Life {
  const closing = new AbortController()
  const pending = new Set<string>()
  let crashed = false
  let signal: NodeJS.Signals | undefined
  let lingerMs = 0
  let toldAt = Number.POSITIVE_INFINITY
  let graceFrom = Number.POSITIVE_INFINITY

  const tell = (why: string, firstMs = 0) => {
    if (closing.signal.aborted) return
    toldAt = performance.now()
    graceFrom = toldAt + firstMs
    log.info({ why }, 'stopping')
    setTimeout(
      () => {
        log.fatal({ hung: [...pending] }, 'did not stop in time')
        process.exit(1)
      },
      firstMs + graceMs + HANG_MS,
    )
    closing.abort(new Error(`the process is stopping: ${why}`))
  }
  onSignal((name) => {
    if (signal && performance.now() - toldAt >= SAME_WISH_MS) {
      log.warn({ hung: [...pending] }, `${name} again: ending at once`)
      process.exit(128 + constants.signals[name])
    }
    signal ??= name
    tell(name, lingerMs)
  })
  onCrash((err, event) => {
    crashed = true
    graceFrom = Math.min(graceFrom, performance.now())
    log.fatal({ err }, event)
    tell(event)
  })
  return {
    closing: closing.signal,
    told: new Promise((resolve) => closing.signal.addEventListener('abort', () => resolve())),
    tell,
    lingers(ms) {
      lingerMs = ms
    },
    lingerLeftMs: () => (closing.signal.aborted ? Math.max(0, graceFrom - performance.now()) : 0),
    graceLeftMs: () => Math.max(0, graceMs - Math.max(0, performance.now() - graceFrom)),
    async step(name, work) {
      pending.add(name)
      try {
        return await work()
      } finally {
        pending.delete(name)
      }
    },
    interrupted: () => (signal ? 128 + constants.signals[signal] : 1),
    end: (code) => process.exit(crashed ? code || 1 : code),
  }
}

function onSignal(handle: (name: 'SIGTERM' | 'SIGINT') => void): void {
  process.on('SIGTERM', () => handle('SIGTERM'))
  process.on('SIGINT', () => handle('SIGINT'))
}

function onCrash(handle: (err: unknown, event: string) => void): void {
  process.on('uncaughtException', (err) => handle(err, 'an error nobody caught'))
  process.on('unhandledRejection', (err) => handle(err, 'a rejection nobody handled'))
}
