import type { Chapter } from '../metadata.ts'
import { clockMs, secondsOf } from './clock.ts'

/*
 * WebVTT for `<track kind="chapters">`: https://www.w3.org/TR/webvtt1/#introduction-chapters
 */

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const CHARACTERS: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', lrm: '\u200E', rlm: '\u200F' },
}

/** Titles only: WebVTT has no place for addresses. */
export function webvtt(chapters: readonly Chapter[], durationSeconds: number): string {
  const cues = chapters.map(({ startSeconds, title }, i) => {
    // A cue ends later than it begins, even one whose length is lost in rounding.
    const end = Math.max(chapters[i + 1]?.startSeconds ?? durationSeconds, startSeconds + 0.001)
    const text = title.replace(/[&<>]/g, (character) => ESCAPES[character] ?? '')
    return `${i + 1}\n${clockMs(startSeconds)} --> ${clockMs(end)}\n${text}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

const TIMING = /^[ \t]*([\d:.]+)[ \t]*-->/

/** Whatever is no cue is passed over, as players do. */
export function readWebvtt(document: string): Chapter[] {
  return document.split(/\n{2,}/).flatMap((block) => {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => TIMING.test(line))
    const [, start = ''] = TIMING.exec(lines[at] ?? '') ?? []
    if (at < 0) return []
    return [{ startSeconds: secondsOf(start), title: plain(lines.slice(at + 1).join(' ')) }]
  })
}

/** A sentence about the lines that look like the times of a cue, of which no chapter was made. */
export function cuesPassedOver(document: string, read: readonly Chapter[]): string | undefined {
  const meant = document.split('\n').filter((line) => /-->|\d[ \t]*->[ \t]*\d/.test(line)).length
  if (meant <= read.length) return undefined
  return `${meant - read.length} of ${meant} cues cannot be read: a cue is 00:00.000 --> 00:09.000, then its title, then an empty line`
}

function plain(cueText: string): string {
  const withoutTags = cueText.replace(/<[^>]*>?/g, '')
  return withoutTags.replace(/&(\w+);/g, (reference, name: string) => CHARACTERS[name] ?? reference)
}
