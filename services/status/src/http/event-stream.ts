import type { Progress } from '@soundmill/event-log'
import { createBell } from './bell.ts'
import type { RouteDeps } from './deps.ts'
import { createFactReader, type FactReaderOptions } from './fact-reader.ts'

/** How long a browser waits before it connects again, in milliseconds. */
const RECONNECT_MS = 2_000

/** The signal is aborted when the client has gone or the process stops. */
export type StreamOptions = FactReaderOptions & { signal: AbortSignal }

/**
 * The facts of an episode as server-sent events: those that happened, then those that happen, each once and in
 * order, since both are read from the same timeline. Progress is shown in between and never again.
 */
export async function* eventStream(deps: RouteDeps, options: StreamOptions): AsyncGenerator<string> {
  const { signal } = options
  const reader = createFactReader(deps.store, options)
  const sources = listenTo(deps, options)
  try {
    yield `retry: ${RECONNECT_MS}\n\n`
    while (!signal.aborted) {
      const reading = sources.hasNews() ? await reader.next() : undefined
      yield* reading?.frames ?? []
      if (reading?.isOver) return
      if (reading?.hasMore) sources.expectNews()
      else yield* sources.progress()
      if (await sources.bell.rung(deps.heartbeatMs)) continue
      yield ': still here\n\n'
      // Whatever was missed, a store that did not answer included, is made up for now.
      sources.expectNews()
    }
  } finally {
    sources.close()
  }
}

/** Everything that wakes a stream. */
function listenTo({ news, progress }: RouteDeps, { episode, signal }: StreamOptions) {
  const bell = createBell()
  let hasNews = true
  let newest: Progress | undefined

  function expectNews() {
    hasNews = true
    bell.ring()
  }

  const stopNews = news.listen(episode, expectNews)
  const stopProgress = progress.listen(episode, (report) => {
    newest = report
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
    /** The newest report, if it was not shown yet: those before it are of no interest any more. */
    *progress(): Generator<string> {
      if (newest) yield `event: progress\ndata: ${JSON.stringify(newest)}\n\n`
      newest = undefined
    },
    close() {
      stopNews()
      stopProgress()
      signal.removeEventListener('abort', bell.ring)
    },
  }
}
