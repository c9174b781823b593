import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Mark, PageFilters, PageQuery, PageSort, Views } from '../store/index.ts'
import { invalid, parsePosition } from './position.ts'

/*
 * Where a page of episodes ended, and of which list. To clients it is opaque; in truth it has the position of a
 * fact, the order, something that tells other filters, and the title where that is what is sorted by.
 */
const Content = z.tuple([z.string(), z.string(), z.string(), z.string().optional()])

/** A list: all that a cursor of it may be used with. */
export type List = { sort: PageSort; filters: PageFilters }

/** The longest there is: a title of 120 characters and all that is around it. */
export const MAX_CURSOR = 1_200

/** The cursor of what comes behind this mark in this list. */
export function pageCursor(views: Views, list: List, { sequence, title }: Mark): string {
  const content = [views.position(sequence), list.sort, shortHash(list.filters)]
  if (title !== undefined) content.push(title)
  return Buffer.from(JSON.stringify(content)).toString('base64url')
}

/**
 * The mark a cursor stands for. Throws 400 when it is no cursor, one of another list, or one from before the
 * views were of this log.
 */
export function markAt(views: Views, list: List, cursor: string | undefined): PageQuery['after'] {
  if (cursor === undefined) return undefined
  const content = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  const [position = '', sort, filters, title] = content ?? []
  const at = parsePosition(position)
  if (!at || at.epoch !== views.epoch) {
    throw invalid('query/cursor', 'not a cursor of ours, or of a log that is no more')
  }
  if (sort !== list.sort || filters !== shortHash(list.filters)) {
    throw invalid('query/cursor', 'of another list: it goes with the filters and the sort it was given for')
  }
  return { sequence: at.sequence, ...(title !== undefined && { title }) }
}

function parse(text: string): z.infer<typeof Content> | undefined {
  try {
    return Content.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function shortHash(filters: PageFilters): string {
  const named = Object.entries(filters).filter(([, value]) => value !== undefined)
  const text = JSON.stringify(named.sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
