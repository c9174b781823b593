import type { Progress } from './progress.ts'
import type { RebuildReport } from './rebuild.ts'
import { progressText, reportText } from './report-text.ts'

/** Whoever started a rebuild, and what he is told. */
export type Screen = { progress(progress: Progress): void; report(report: RebuildReport): void }

type Out = { isTTY?: boolean; write(text: string): unknown }

const OFTEN_MS = 100
const SELDOM_MS = 5_000

/** A bar on a terminal, a line every few seconds elsewhere, JSON lines where they were asked for. */
export function createScreen(out: Out, { json }: { json: boolean }, now = () => performance.now()): Screen {
  const isBar = out.isTTY === true && !json
  const everyMs = isBar ? OFTEN_MS : SELDOM_MS
  let toldAt = Number.NEGATIVE_INFINITY
  const line = (value: object) => out.write(`${JSON.stringify(value)}\n`)

  return {
    progress(progress) {
      const isEnd = progress.percent === 100
      if (!isEnd && now() - toldAt < everyMs) return
      toldAt = now()
      if (json) line({ progress })
      else out.write(isBar ? `\r\x1b[2K${progressText(progress)}` : `${progressText(progress)}\n`)
    },
    report(report) {
      if (json) line({ report })
      else out.write(`${isBar ? '\r\x1b[2K' : ''}${reportText(report).join('\n')}\n`)
    },
  }
}
