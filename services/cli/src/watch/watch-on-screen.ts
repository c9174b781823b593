import { parsed } from '../api/api.ts'
import { Progress } from '../api/job-answers.ts'
import type { Screen } from '../terminal/screen.ts'
import { factText } from './fact-text.ts'
import type { Audience } from './show-events.ts'

/** A line for each fact, and below them how far it is. What is not understood is not shown. */
export function watchOnScreen(screen: Screen): Audience {
  return ({ event, data }) => {
    if (event !== 'progress') {
      screen.line(factText(event, data))
      return
    }
    const progress = Progress.safeParse(parsed(data))
    if (progress.success) screen.progress(progress.data)
  }
}

/** For programs: one JSON document for each, with the kind and place it has in the stream. */
export function watchAsJson(print: (body: unknown) => void): Audience {
  return ({ event, id, data }) =>
    print({ event, ...(id !== undefined && { id }), data: parsed(data) ?? data })
}
