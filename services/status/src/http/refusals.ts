import { BlobNotFoundError, StoreUnavailableError } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import { HttpProblem } from '@soundmill/runtime'
import { NothingServedError, ViewsUnavailableError } from '../store/index.ts'
import type { EpisodeView } from '../views/episode-view.ts'

/** How every question about one episode may be refused. */
export const OF_AN_EPISODE = [
  'not_found',
  'gone',
  'store_unavailable',
  'log_unavailable',
  'view_behind',
] as const

/** And where a client may ask for a view that contains a position: it may be one of a log that is no more. */
export const AT_A_POSITION = [...OF_AN_EPISODE, 'conflict'] as const

/** The views do not know the episode; the log may, a moment later. */
export class UnknownEpisodeError extends HttpProblem {
  override name = 'UnknownEpisodeError'
  constructor(detail = 'there is no such episode') {
    super(404, 'not_found', detail)
  }
}

/** The view of an episode that is there. Throws 404 for one nobody heard of, 410 for one that was deleted. */
export function present(view: EpisodeView | undefined): EpisodeView {
  if (!view) throw new UnknownEpisodeError()
  if (view.deletedAt !== undefined) {
    const { deletedAt, erasedAt } = view
    const erased = erasedAt === undefined ? '' : `, and erased at ${erasedAt}`
    throw new HttpProblem(410, 'gone', `this episode was deleted at ${deletedAt}${erased}`)
  }
  return view
}

/** What our parts say, in the words of HTTP. Everything else is as it was. */
export function translated(error: unknown): unknown {
  const options = { cause: error, headers: { 'retry-after': '1' } }
  if (error instanceof NothingServedError) {
    return new HttpProblem(503, 'starting', 'the views are being built; try again', options)
  }
  if (error instanceof ViewsUnavailableError) {
    return new HttpProblem(503, 'store_unavailable', 'the store of the views does not answer', options)
  }
  if (error instanceof StoreUnavailableError) {
    return new HttpProblem(503, 'store_unavailable', 'the store of the bytes does not answer', options)
  }
  if (error instanceof LogUnavailableError) {
    return new HttpProblem(503, 'log_unavailable', 'the event log does not answer', options)
  }
  if (error instanceof BlobNotFoundError) {
    return new HttpProblem(404, 'not_found', 'these bytes are not there any more', { cause: error })
  }
  return error
}
