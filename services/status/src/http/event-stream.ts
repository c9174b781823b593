import { createBell } from './bell.ts'
import type { RouteDeps } from './deps.ts'
import { createFactReader, type FactReaderOptions } from './fact-reader.ts'

/** How long a browser waits before it connects again, in milliseconds. */
const RECONNECT_MS = 2_000

/** Of so many jobs a stream keeps a report that could not be sent yet; more do not run at the same time. */
const MOST_JOBS = 100

/** `opening` is sent first. The signal is aborted when the client has gone or the process stops. */
export type StreamOptions = FactReaderOptions & { opening?: string | undefined; signal: AbortSignal }

/**
 * Facts as server-sent events: those that happened, then those that happen, each once and in order, since both
 * are read from the same timeline. Progress is shown in between and never again.
 */
export async function* eventStream(deps: RouteDeps, options: StreamOptions): AsyncGenerator<Buffer> {
  const { signal, opening = '' } = options
  const reader = createFactReader(deps, options)
  const sources = listenTo(deps, options)
  let isQuiet = false
  try {
    yield Buffer.from(`retry: ${RECONNECT_MS}\n\n${opening}`)
    while (!signal.aborted) {
      const reading = sources.hasNews() ? await reader.next(isQuiet) : undefined
      yield* reading?.frames ?? []
      if (reading?.isOver) return
      if (reading?.hasMore) sources.expectNews()
      else yield* sources.progress()
      isQuiet = !(await sources.bell.rung(deps.heartbeatMs))
      if (!isQuiet) continue
      yield STILL_HERE
      // Whatever was missed, a store that did not answer included, is made up for now.
      sources.expectNews()
    }
  } finally {
    sources.close()
  }
}

const STILL_HERE = Buffer.from(': still here\n\n')

/** Everything that wakes a stream. */
function listenTo({ news, progress }: RouteDeps, { whose, signal }: StreamOptions) {
  const bell = createBell()
  let hasNews = true
  /** The newest report of each job: those before it are of no interest any more. */
  const reports = new Map<string, Buffer>()

  function expectNews() {
    hasNews = true
    bell.ring()
  }

  const stopNews = news.listen(whose.episode, expectNews)
  const stopProgress = progress.listen(whose, ({ job, frame }) => {
    if (reports.size < MOST_JOBS || reports.has(job)) reports.set(job, frame)
    bell.ring()
  })
  signal.addEventListener('abort', bell.ring)

  return {
    bell,
    expectNews,
    /** Whether there may be facts that were not read yet; asking is taking note. */
    hasNews(): boolean {
      const had = hasNews
      hasNews = false
      return had
    },
    /** The newest reports that were not shown yet. */
    *progress(): Generator<Buffer> {
      for (const [job, frame] of reports) {
        reports.delete(job)
        yield frame
      }
    },
    close() {
      stopNews()
      stopProgress()
      signal.removeEventListener('abort', bell.ring)
    },
  }
}
