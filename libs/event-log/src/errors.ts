/** A job goes back to the log and is dealt again, to anybody, after `retryInMs`. */
export class TryAgainError extends Error {
  override name = 'TryAgainError'
  readonly retryInMs: number
  constructor(message: string, retryInMs: number, options?: ErrorOptions) {
    super(message, options)
    this.retryInMs = retryInMs
  }
}

/** The log cannot take or give anything now: unreachable, full, or its stream is missing. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError'
  readonly code = 'log_unavailable'
  /** It is there and will not have us, as we are configured: waiting alone does not help. */
  readonly refused: boolean
  constructor(message: string, { refused = false, ...options }: ErrorOptions & { refused?: boolean } = {}) {
    super(message, options)
    this.refused = refused
  }
}
