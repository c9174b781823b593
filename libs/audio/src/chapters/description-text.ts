import type { Chapter } from '../metadata.ts'
import { MAX_TITLE_LENGTH } from './chapter-text.ts'
import { ChaptersError } from './chapters-error.ts'
import { clock, secondsOf } from './clock.ts'

/*
 * The lines that YouTube, Spotify and others make chapters of when they find them in a description:
 * `00:00:00 Title`, the first at zero. https://support.google.com/youtube/answer/9884579
 */

/**
 * Whole seconds and titles, nothing else. Of chapters that begin in the same second the first is listed. A dash or
 * the like in front of a title is left out: readers take it for a part of the time.
 */
export function descriptionText(chapters: readonly Chapter[]): string {
  const listed = chapters.filter(({ startSeconds }, i) => {
    const before = chapters[i - 1]
    return !before || Math.floor(before.startSeconds) < Math.floor(startSeconds)
  })
  return listed.map(({ startSeconds, title }) => `${clock(startSeconds)} ${lineTitle(title)}\n`).join('')
}

/** A title as such a line can hold it. Cut far beyond any title, because engines recurse in repetitions. */
export function lineTitle(title: string): string {
  return title.slice(0, 16 * MAX_TITLE_LENGTH).replace(/^(?:[-–—|:]\s+)+/, '')
}

/** `- [1:02:03] – Title` is the most that people put around a time. */
const LINE = /^\s*(?:[-*•]\s+)?[([]?((?:\d{1,3}:)?\d{1,3}:\d{2}(?:\.\d{1,9})?)[)\]]?:?\s+(\S.*)$/

/**
 * Lines that do not begin with a time and go on with a title are passed over: they are the description. Throws a
 * ChaptersError when there is no other.
 */
export function readDescriptionText(document: string): Chapter[] {
  const chapters = document.split('\n').flatMap((line) => {
    const [, time = '', title = ''] = LINE.exec(line) ?? []
    return time === '' ? [] : [{ startSeconds: secondsOf(time), title: lineTitle(title) }]
  })
  if (chapters.length > 0) return chapters
  throw new ChaptersError([
    'no chapters were found: neither podcast JSON, a JSON list, Podlove XML or WebVTT, nor a line such as "00:01:30 Title"',
  ])
}

/** A sentence about the lines of which no chapter was made, where one may have been meant; empty ones do not count. */
export function linesPassedOver(document: string): string | undefined {
  const lines = document.split('\n').map((line, i) => ({ line, number: i + 1 }))
  const written = lines.filter(({ line }) => line.trim() !== '')
  const [first, ...more] = written.filter(({ line }) => !LINE.test(line))
  if (!first) return undefined
  const [were, where] =
    more.length > 0 ? ['were', `the first is line ${first.number}`] : ['was', `line ${first.number}`]
  const count = `${more.length + 1} of ${written.length} lines ${were} passed over (${where})`
  return `${count}: a chapter is a line such as "00:01:30 Title"`
}
