/** One pass over the store, as its parts see it. */
export type Round = {
  /** When it began, by the store's clock. */
  now: Date
  /** Aborted when the process stops: what is not done then is left to the next pass. */
  signal: AbortSignal
  /** To be told of everything that was taken away; `count` defaults to one. */
  onSwept(kind: string, count?: number): void
  /** To be told of what should have gone and could not, or may have: then the pass is no success. */
  onLeft(): void
}
