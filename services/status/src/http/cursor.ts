import type { Views } from '../store/index.ts'
import { invalid, parsePosition } from './position.ts'

/*
 * Where a page ended. To clients it is opaque; in truth the position of a fact (the first one of the
 * last episode, the last one of a timeline) that never changes, so that pages neither repeat nor skip anything while the data do.
 */

/** The cursor of what comes after this sequence. */
export function cursorAt(views: Views, sequence: number): string {
  return Buffer.from(views.position(sequence)).toString('base64url')
}

/** The sequence a page ended with. Throws 400 when it is no cursor, or one from before the views were of this log. */
export function sequenceOf(views: Views, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  const at = parsePosition(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (!at || at.epoch !== views.epoch)
    throw invalid('query/cursor', 'not a cursor of ours, or of a log that is no more')
  return at.sequence
}
