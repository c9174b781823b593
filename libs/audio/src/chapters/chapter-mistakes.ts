import type { Chapter } from '../metadata.ts'
import { MAX_TITLE_LENGTH, MAX_URL_LENGTH, oneLine, webAddress } from './chapter-text.ts'

/** What about a chapter cannot be, for the person who asked for it; `index` counts from 0. */
export type ChapterMistake = { index: number; field: keyof Chapter; message: string }

/**
 * All that is wrong with chapters a client asks for, where guessing would hide a mistake: they are in order, the
 * first at 0, each a millisecond or more after the one before it, with titles of 1 to 255 characters (as JavaScript
 * counts) on one line and http or https addresses. The one set of rules for whoever takes wishes from others.
 */
export function chapterMistakes(chapters: readonly Chapter[]): ChapterMistake[] {
  return chapters.flatMap((chapter, index) => {
    const found: Partial<Record<keyof Chapter, string | undefined>> = {
      startSeconds: startMistake(chapter, chapters[index - 1]),
      title: titleMistake(chapter),
      url: linkMistake(chapter.url),
      image: linkMistake(chapter.image),
    }
    return FIELDS.flatMap((field) => {
      const message = found[field]
      return message === undefined ? [] : [{ index, field, message }]
    })
  })
}

const FIELDS = ['startSeconds', 'title', 'url', 'image'] as const satisfies (keyof Chapter)[]

function startMistake({ startSeconds }: Chapter, before: Chapter | undefined): string | undefined {
  if (!Number.isFinite(startSeconds)) return 'must be a number of seconds'
  if (startSeconds < 0) return 'must not be negative'
  if (!before)
    return startSeconds === 0 ? undefined : 'must be 0: the first chapter begins with the recording'
  const later = Math.round(1000 * startSeconds) > Math.round(1000 * before.startSeconds)
  return later ? undefined : 'must be later than the one before, by a millisecond or more'
}

function titleMistake({ title }: Chapter): string | undefined {
  if (oneLine(title) === '') return 'must not be empty'
  if (title.length > MAX_TITLE_LENGTH) return `must have at most ${MAX_TITLE_LENGTH} characters`
  return /[\p{Cc}\p{Cs}]/u.test(title) ? 'must not contain control characters or broken Unicode' : undefined
}

function linkMistake(address: string | undefined): string | undefined {
  if (address === undefined || webAddress(address)) return undefined
  return `must be an http or https address of at most ${MAX_URL_LENGTH} characters`
}
