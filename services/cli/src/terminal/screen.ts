import type { WriteStream } from 'node:tty'
import { createPaint, type Environment } from './paint.ts'
import type { Progress } from './progress.ts'
import { barOf, isMilestone, progressText } from './progress-text.ts'

/** Where a person watches: lines that stay, and below them how far it is. */
export type Screen = {
  line(text: string): void
  progress(progress: Progress): void
  /** Nothing is going on any more. */
  idle(): void
}

/** For `--json`: nobody watches. */
export const noScreen: Screen = { line() {}, progress() {}, idle() {} }

/** A bar that moves on a terminal; in a log only now and then a line. `env`: NO_COLOR counts. */
export function createScreen(out: NodeJS.WriteStream, env: Environment): Screen {
  return out.isTTY ? terminal(out, env) : plain((text) => out.write(`${text}\n`))
}

/** For what is no terminal: a line for each step and each quarter of it. */
export function plain(write: (line: string) => void): Screen {
  let last: Progress | undefined
  return {
    line: write,
    progress(progress) {
      if (isMilestone(last, progress)) write(progressText(progress))
      last = progress
    },
    idle() {
      last = undefined
    },
  }
}

const CLEAR_LINE = '\r\u001b[2K'
/** Faster than this nobody can read, and a terminal over a network flickers. */
const REDRAW_MS = 80

function terminal(out: WriteStream, env: Environment): Screen {
  let last = { step: '', at: 0 }
  const paint = createPaint(out, env)
  return {
    line: (text) => out.write(`${CLEAR_LINE}${text}\n`),
    progress(progress) {
      const { step } = progress
      const now = performance.now()
      if (step === last.step && now - last.at < REDRAW_MS) return
      last = { step, at: now }
      const text = progressText(progress, barOf(progress)).slice(0, (out.columns || 80) - 1)
      out.write(CLEAR_LINE + paint('busy', text))
    },
    idle: () => out.write(CLEAR_LINE),
  }
}
