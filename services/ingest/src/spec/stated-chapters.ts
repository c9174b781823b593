import { createHash } from 'node:crypto'
import { ChaptersError, readChapters } from '@soundmill/audio'
import type { Chapter } from '@soundmill/events'
import { issuesOf } from '@soundmill/runtime'
import { invalidSpec } from '../problems.ts'
import { RequestedChapters } from './chapters.ts'
import { MAX_MISTAKES } from './read-spec.ts'

/** Of a file of chapters: a thousand of them with long titles and addresses. */
export const MAX_CHAPTERS_BYTES = 512 * 1024

/** Chapters from a file of their own, and the SHA-256 (hex) of that. */
export type StatedChapters = { chapters: Chapter[]; sha256: string }

/**
 * Chapters as podcast JSON, Podlove XML, WebVTT or lines of text. What a reader of a stranger's file would leave
 * out is a mistake here: who asks for it means it. Throws the problem `invalid_spec`, which names every mistake.
 */
export function readStatedChapters(file: Uint8Array): StatedChapters {
  const { chapters, problems } = read(file)
  if (problems.length > 0) throw mistakes(problems)
  const checked = RequestedChapters.safeParse(chapters)
  if (!checked.success) throw invalidSpec(issuesOf(checked.error, 'chapters').slice(0, MAX_MISTAKES))
  return { chapters, sha256: createHash('sha256').update(file).digest('hex') }
}

function read(file: Uint8Array) {
  try {
    return readChapters(file, Number.POSITIVE_INFINITY)
  } catch (error) {
    if (error instanceof ChaptersError) throw mistakes(error.mistakes, error)
    throw error
  }
}

const mistakes = (messages: readonly string[], cause?: unknown) =>
  invalidSpec(
    messages.slice(0, MAX_MISTAKES).map((message) => ({ path: 'chapters', message })),
    cause,
  )
