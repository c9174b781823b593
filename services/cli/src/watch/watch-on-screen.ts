import { parsed } from '../api/api.ts'
import { Progress } from '../api/job-answers.ts'
import type { Screen } from '../terminal/screen.ts'
import { factText } from './fact-text.ts'
import type { Audience } from './show-events.ts'

/** Steps that are over when a recording is inspected. */
const MEASURING = ['download', 'inspect']

/** A line for each fact, and below them how far it is. What is not understood is not shown. */
export function watchOnScreen(screen: Screen): Audience {
  let isMeasured = false
  return ({ event, data }) => {
    if (event !== 'progress') {
      if (event === 'started' || event === 'inspected') isMeasured = event === 'inspected'
      screen.line(factText(event, data))
      return
    }
    const progress = Progress.safeParse(parsed(data))
    // Progress goes another way than facts, and may come behind them.
    if (isMeasured && MEASURING.includes(progress.data?.step ?? '')) return
    if (progress.success) screen.progress(progress.data)
  }
}

/** For programs: one JSON document for each, with the kind and place it has in the stream. */
export function watchAsJson(print: (body: unknown) => void): Audience {
  return ({ event, id, data }) =>
    print({ event, ...(id !== undefined && { id }), data: parsed(data) ?? data })
}
