import { NoMemoryError, StoreFullError, StoreUnavailableError } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import { HttpProblem, type ProblemIssue } from '@soundmill/runtime'
import { isUnreadable } from './episode/is-unreadable.ts'
import { unreadableJob } from './jobs/problems.ts'

/** Long enough for a restart of what is missing, short enough for a client that waits. */
const RETRY_AFTER_SECONDS = '5'

/** For a store or log that is full: somebody has to come and make room. */
const RETRY_AFTER_FULL_SECONDS = '300'

const later = (seconds = RETRY_AFTER_SECONDS) => ({ headers: { 'retry-after': seconds } })

/** 400, every mistake named. */
export function invalidSpec(errors: ProblemIssue[], cause?: unknown): HttpProblem {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new HttpProblem(400, 'invalid_spec', detail, { errors, cause })
}

/** 400 for a header that is not what it should be. */
export function invalidHeader(name: string, message: string): HttpProblem {
  return new HttpProblem(400, 'invalid_request', `${name}: ${message}`, {
    errors: [{ path: `header/${name.toLowerCase()}`, message }],
  })
}

export function malformedMultipart(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem(400, 'malformed_multipart', detail, { cause })
}

export function truncatedUpload(cause?: unknown): HttpProblem {
  return new HttpProblem(400, 'truncated_upload', 'the body ended before all of it had arrived', { cause })
}

/** 400 for a body with more behind it that is no request. */
export function lengthWrong(): HttpProblem {
  return new HttpProblem(400, 'invalid_request', 'more bytes came than the Content-Length declared')
}

export function tooLarge(maxBytes: number, what = 'a recording'): HttpProblem {
  return new HttpProblem(413, 'too_large', `${what} may have at most ${maxBytes} bytes here`)
}

/** 429; `client` when it is the limit of that client alone. */
export function tooManyUploads(most: number, client?: string): HttpProblem {
  const detail =
    client === undefined
      ? `${most} uploads are under way, and this process takes no more at once; try again when one has ended`
      : `${most} uploads of ${client} are under way, and a client may have no more at once; wait until one has ended`
  return new HttpProblem(429, 'too_many_uploads', detail, later())
}

export function stopping(): HttpProblem {
  return new HttpProblem(503, 'stopping', 'this process is stopping; try again', later('1'))
}

export function logFull(): HttpProblem {
  const detail = 'the event log is nearly full; its operator must make room'
  return new HttpProblem(503, 'log_full', detail, later(RETRY_AFTER_FULL_SECONDS))
}

export function storeUnavailable(
  cause: unknown,
  detail = 'the store does not answer; try again',
): HttpProblem {
  return new HttpProblem(503, 'store_unavailable', detail, { ...later(), cause })
}

const CROWDED =
  'too many bodies of unknown length arrive at once; declare Content-Length, use a resumable upload (tus), or try again'

/** What our neighbours' failures mean to a client; everything else is handed on as it is. */
export function translated(error: unknown): unknown {
  if (error instanceof NoMemoryError) return storeUnavailable(error, CROWDED)
  if (error instanceof StoreUnavailableError) return storeUnavailable(error)
  if (error instanceof StoreFullError) {
    const options = { ...later(RETRY_AFTER_FULL_SECONDS), cause: error }
    return new HttpProblem(507, 'store_full', 'the store is full; its operator must make room', options)
  }
  if (error instanceof LogUnavailableError) {
    const detail = 'the event log does not answer; try again'
    return new HttpProblem(503, 'log_unavailable', detail, { ...later(), cause: error })
  }
  if (isUnreadable(error)) return unreadableJob('what the log has of it', error)
  return error
}
