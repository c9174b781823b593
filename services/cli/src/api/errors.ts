import type { Problem } from './command-answers.ts'

/** The server took the request and said no; `body` is its whole answer. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly code: string
  readonly status: number
  readonly body: unknown
  /** Seconds the server asks to wait before the next try. */
  readonly retryAfterSeconds: number | undefined
  constructor(problem: Problem, body: unknown, retryAfterSeconds?: number) {
    super(sentenceOf(problem))
    this.code = problem.code
    this.status = problem.status
    this.body = body
    this.retryAfterSeconds = retryAfterSeconds
  }
}

function sentenceOf({ detail, title, code, errors = [] }: Problem): string {
  const all = detail ?? title ?? code
  const more = errors.map(({ path, message }) => `${path}: ${message}`).filter((one) => !all.includes(one))
  return more.length > 0 ? `${all} (${more.join('; ')})` : all
}

/** Nobody answered, or the line broke before the answer was complete: whether it was done is not known. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
  readonly code = 'unreachable'
  /** Nothing listens at that address: nothing was sent. */
  readonly isNobodyThere: boolean
  constructor(url: string, cause: unknown) {
    const why = causeCode(cause)
    const isNobodyThere = why === 'ECONNREFUSED' || why === 'ENOTFOUND' || why === 'EAI_AGAIN'
    super(
      isNobodyThere
        ? `nobody answers at ${url} (${why}): is it running, and is SOUNDMILL_URL or --url right?`
        : `the connection to ${url} broke (${why})`,
      { cause },
    )
    this.isNobodyThere = isNobodyThere
  }
}

/** Something is wrong on this side; `code` says what, as the server's codes do. */
export class LocalError extends Error {
  override name = 'LocalError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What was typed is not understood. */
export class UsageError extends Error {
  override name = 'UsageError'
  readonly code = 'usage'
}

/** Fetch wraps what happened; of several addresses that were tried, the first counts. */
function causeCode(error: unknown): string {
  let at: unknown = error
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return error instanceof Error ? error.message : String(error)
}
