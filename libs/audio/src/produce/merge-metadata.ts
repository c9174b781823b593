import { normalizeChapters } from '../chapters/normalize.ts'
import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { Chapter, EpisodeTags } from '../metadata.ts'
import type { Wishes } from './wishes.ts'

type Merged = { tags: EpisodeTags; chapters: readonly Chapter[]; findings: Finding[] }

/** What was asked for, and for the rest what the recording says of itself. */
export function mergeMetadata({ embedded, decodedDurationSeconds }: Inspected, wishes: Wishes): Merged {
  const asked = Object.entries(wishes.metadata).filter(([, value]) => value !== undefined)
  const fallback = wishes.fallbackTitle && { title: wishes.fallbackTitle }
  const tags = { ...fallback, ...embedded.tags, ...Object.fromEntries(asked) }
  if (!wishes.chapters) return { tags, chapters: embedded.chapters, findings: [] }
  const { chapters, problems } = normalizeChapters(wishes.chapters, decodedDurationSeconds)
  return { tags, chapters, findings: problems.length > 0 ? [unusable(problems)] : [] }
}

const LONGEST_DETAIL = 500

function unusable(problems: readonly string[]): Finding {
  const detail = `Of the chapters that were asked for: ${problems.join('; ')}.`
  return { code: 'chapters_unusable', detail: detail.slice(0, LONGEST_DETAIL) }
}
