/** Chapters that cannot be used, and why: one sentence for each mistake, the first ten of them in the message. */
export class ChaptersError extends RangeError {
  override name = 'ChaptersError'
  readonly code = 'chapters_unusable'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    const more = mistakes.length > 10 ? `; and ${mistakes.length - 10} more` : ''
    super(mistakes.slice(0, 10).join('; ') + more, options)
    this.mistakes = mistakes
  }
}
