import type { Feed } from './feed.ts'
import { FREE_BYTES, LEAD_BYTES } from './part-bytes.ts'
import type { Pile } from './pile.ts'
import type { Hand, Release } from './turns.ts'

/**
 * Takes from `feed` until the pile has `bytes` bytes or nothing more comes. What every put may keep without asking
 * is taken at once; for more it waits its turn, but not before there is more.
 */
export async function gather(feed: Feed, hand: Hand, pile: Pile, bytes: number): Promise<Release> {
  let release: Release = () => {}
  try {
    await takeUpTo(Math.min(bytes, FREE_BYTES), feed, pile)
    if (pile.bytes >= bytes || (await feed.isAtEnd())) return release
    release = await hand.take(bytes)
    await takeUpTo(bytes, feed, pile)
    return release
  } catch (error) {
    release()
    throw error
  }
}

/** The beginning of a part that will stream through. */
export function gatherLead(feed: Feed, pile: Pile): Promise<void> {
  return takeUpTo(LEAD_BYTES, feed, pile)
}

async function takeUpTo(bytes: number, feed: Feed, pile: Pile): Promise<void> {
  while (pile.bytes < bytes) {
    const chunk = await feed.take(bytes - pile.bytes)
    if (!chunk) return
    pile.add(chunk)
  }
}
