import type { Chapter } from '../metadata.ts'
import { titleOf, webAddress } from './chapter-text.ts'

/** More than any player lists; a stranger's file may name a million. */
export const MAX_CHAPTERS = 1000

/** A first chapter that begins so soon is meant to begin at 0: encoders put their delay in front. */
const NEARLY_ZERO_SECONDS = 1

export type Normalized = { chapters: Chapter[]; problems: string[] }

type Numbered = Chapter & { number: number }

/**
 * Makes the best of what a stranger's file holds, and never throws. What comes out is in order, to the
 * millisecond, the first chapter at 0, all of them within the recording, no two at the same time (the first
 * named wins), at most 1,000, each with a title (`Chapter 3` where there is none) and with http addresses only.
 * Where a first chapter begins a second or more into the recording, one titled `Start` is put in front of it; one
 * that begins sooner is moved to 0. `problems` says in sentences what was left out; nothing else is a problem.
 * A duration of Infinity means that it is not known yet.
 */
export function normalizeChapters(chapters: readonly Chapter[], durationSeconds: number): Normalized {
  const problems: string[] = []
  const lost = (count: number, what: string) => {
    if (count > 0) problems.push(`${count} of ${chapters.length} chapters ${what}`)
  }
  const rounded = chapters.map(cleaned)
  const timed = rounded.filter(({ startSeconds }) => startSeconds >= 0)
  lost(rounded.length - timed.length, 'begin at no time of a recording')
  const within = timed.filter(({ startSeconds }) => startSeconds < durationSeconds)
  lost(timed.length - within.length, 'begin at the end of the recording or later')
  const single = firstOfEachStart(within)
  lost(within.length - single.length, 'begin when another one does')
  const whole = fromZero(single)
  const kept = whole.slice(0, MAX_CHAPTERS)
  lost(whole.length - kept.length, `are beyond the ${MAX_CHAPTERS} that are kept`)
  lost(chapters.filter(hasUnusableAddress).length, 'link to an address that is not http or https')
  return { chapters: kept.map(({ number: _, ...chapter }) => chapter), problems }
}

function cleaned({ startSeconds, title, url, image }: Chapter, index: number): Numbered {
  const [link, picture] = [webAddress(url), webAddress(image)]
  return {
    startSeconds: Math.round(startSeconds * 1000) / 1000 + 0,
    title: titleOf(title) || `Chapter ${index + 1}`,
    ...(link && { url: link }),
    ...(picture && { image: picture }),
    number: index,
  }
}

function hasUnusableAddress({ url, image }: Chapter): boolean {
  return [url, image].some((address) => Boolean(address) && !webAddress(address))
}

function firstOfEachStart(chapters: readonly Numbered[]): Numbered[] {
  const inOrder = chapters.toSorted((a, b) => a.startSeconds - b.startSeconds || a.number - b.number)
  return inOrder.filter(({ startSeconds }, i) => startSeconds !== inOrder[i - 1]?.startSeconds)
}

function fromZero(chapters: readonly Numbered[]): Numbered[] {
  const [first, ...rest] = chapters
  if (!first) return []
  if (first.startSeconds < NEARLY_ZERO_SECONDS) return [{ ...first, startSeconds: 0 }, ...rest]
  return [{ startSeconds: 0, title: 'Start', number: -1 }, first, ...rest]
}
