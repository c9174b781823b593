import type { Mark, Page, Views } from '../store/index.ts'
import { DEAD_CODES } from './dead.ts'

/** Of which show, behind which place, and how many at most. */
export type DeadQuery = { show?: string | undefined; after?: Mark | undefined; limit: number }

/** Episodes that have a dead letter, newest episode first: a page of each code, made one. */
export async function deadPage(views: Views, { show, after, limit }: DeadQuery): Promise<Page> {
  const filters = { show, state: 'finished', outcome: 'failed' } as const
  const pages = await Promise.all(DEAD_CODES.map((code) => views.page({ ...filters, code, after, limit })))
  return joined(pages, limit)
}

/** One page of several, all from behind the same mark and newest first. Below the end of any nothing is certain. */
export function joined(pages: readonly Page[], limit: number): Page {
  const ends = pages.flatMap(({ next }) => next?.sequence ?? [])
  const certainTo = Math.max(0, ...ends)
  const views = pages
    .flatMap((page) => page.views)
    .filter(({ firstSequence }) => firstSequence >= certainTo)
    .sort((a, b) => b.firstSequence - a.firstSequence)
  const last = views.length > limit ? views[limit - 1] : undefined
  if (last) return { views: views.slice(0, limit), next: { sequence: last.firstSequence } }
  return { views, ...(ends.length > 0 && { next: { sequence: certainTo } }) }
}
