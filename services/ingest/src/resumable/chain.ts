/** Bytes of an upload that are stored: `bytes` of them, from `offset` on. */
export type Segment = { key: string; offset: number; bytes: number }

/** The part of a segment that is read: `bytes` from the `skip`th on. */
export type Link = { key: string; skip: number; bytes: number }

/** What reaches from the first byte on without a gap, and how far. */
export type Chain = { links: Link[]; end: number }

const endOf = ({ offset, bytes }: Segment) => offset + bytes

/**
 * The longest stretch from 0 on that these segments cover. They may overlap, as they do when a connection that
 * was given up turns out to have been half alive: all were cut from one file, so any of two that overlap will do.
 * More segments never make it shorter, which is why an offset once told stays true without a lock.
 */
export function chainOf(segments: readonly Segment[]): Chain {
  const sorted = segments.toSorted((a, b) => a.offset - b.offset)
  const links: Link[] = []
  let end = 0
  let next = 0
  for (;;) {
    let furthest: Segment | undefined
    for (let at = sorted[next]; at && at.offset <= end; at = sorted[++next]) {
      if (!furthest || endOf(at) > endOf(furthest)) furthest = at
    }
    if (!furthest || endOf(furthest) <= end) return { links, end }
    links.push({ key: furthest.key, skip: end - furthest.offset, bytes: endOf(furthest) - end })
    end = endOf(furthest)
  }
}

/** The first `bytes` of a chain. */
export function beginningOf(links: readonly Link[], bytes: number): Link[] {
  const beginning: Link[] = []
  let left = bytes
  for (const link of links) {
    if (left === 0) break
    const taken = Math.min(link.bytes, left)
    beginning.push({ ...link, bytes: taken })
    left -= taken
  }
  return beginning
}
