import type { Chapter } from '../metadata.ts'
import { MAX_TITLE_LENGTH, MAX_URL_LENGTH, oneLine, webAddress } from './chapter-text.ts'
import { MAX_CHAPTERS } from './normalize.ts'

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

/**
 * For what a client asks for, where guessing would hide a mistake: at most 1,000 chapters, the first at 0, each a
 * millisecond or more after the one before it, all before the end of the recording (Infinity: not known yet), with
 * titles of 1 to 255 characters on one line, and http or https addresses. Throws a ChaptersError that names
 * each mistake by the index of its chapter, counted from 0.
 */
export function assertChapters(chapters: readonly Chapter[], durationSeconds: number): void {
  if (chapters.length > MAX_CHAPTERS) {
    throw new ChaptersError([`there are ${chapters.length} chapters; at most ${MAX_CHAPTERS} are possible`])
  }
  const mistakes = chapters.flatMap((chapter, index) => {
    const before = chapters[index - 1]?.startSeconds
    const found = [
      startMistake(chapter, before, durationSeconds),
      titleMistake(chapter),
      ...linkMistakes(chapter),
    ]
    return found.flatMap((mistake) => (mistake ? [`chapter ${index}: ${mistake}`] : []))
  })
  if (mistakes.length > 0) throw new ChaptersError(mistakes)
}

function startMistake(
  { startSeconds }: Chapter,
  before: number | undefined,
  end: number,
): string | undefined {
  if (!Number.isFinite(startSeconds) || startSeconds < 0) return 'startSeconds is not a time of a recording'
  if (before === undefined && startSeconds !== 0)
    return `begins at ${startSeconds} s; the first one begins at 0`
  if (startSeconds >= end) return `begins at ${startSeconds} s, but the recording ends at ${end} s`
  if (before !== undefined && !(milliseconds(startSeconds) > milliseconds(before))) {
    return `begins at ${startSeconds} s, not after the one before it (${before} s)`
  }
  return undefined
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}

function titleMistake({ title }: Chapter): string | undefined {
  const length = [...title].length
  if (oneLine(title) === '') return 'has no title'
  if (length > MAX_TITLE_LENGTH)
    return `has a title of ${length} characters; at most ${MAX_TITLE_LENGTH} are possible`
  if (/[\p{Cc}\p{Cs}]/u.test(title)) return 'has a title with control characters or line breaks'
  return undefined
}

function linkMistakes({ url, image }: Chapter): (string | undefined)[] {
  return Object.entries({ url, image }).map(([field, address]) => {
    if (address === undefined || webAddress(address)) return undefined
    return `${field} is not an http or https address of at most ${MAX_URL_LENGTH} characters`
  })
}
