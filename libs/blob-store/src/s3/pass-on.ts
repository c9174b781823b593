import { gather, gatherLead } from './gathered-part.ts'
import { LEAST_PART_BYTES, partBytes } from './part-bytes.ts'
import { createPile, type Pile } from './pile.ts'
import { send } from './send.ts'
import { type Line, type Streamed, streamPart } from './streamed-part.ts'
import type { Hand, Release, Turns } from './turns.ts'
import type { Upload } from './upload.ts'

export type Passage = Line & {
  key: string
  expectedBytes: number | undefined
  turns: Turns
  upload: Upload
}

type Part = { number: number; bytes: number; pile: Pile; release: Release }

/**
 * Passes content on to the store, part by part. As far as it is expected, a part streams through while it comes;
 * beyond that, and where nothing is expected, it is gathered first, for a part's length has to be told before its
 * bytes. Expectations may be wrong: what counts is how the content ends.
 */
export async function passOn(passage: Passage): Promise<void> {
  const hand = passage.turns.hand(passage.stop.signal)
  for (let number = 1; (await passPart(passage, hand, number)) === 'more'; number++);
}

async function passPart(passage: Passage, hand: Hand, number: number): Promise<'all' | 'more'> {
  const { feed } = passage
  const due = lengthOf(passage.expectedBytes) - feed.taken()
  const pile = createPile()
  if (due > 0) await gatherLead(feed, pile)
  const part: Part = { number, bytes: partBytes(number), pile, release: () => {} }
  if (due <= pile.bytes || feed.hasEnded()) return gatherAndSend(passage, hand, part)
  const streamed = await stream(passage, part, due)
  if (!streamed) return 'all'
  if (streamed === 'more') return 'more'
  return gatherAndSend(passage, hand, { ...part, ...streamed })
}

/** Undefined when the blob is stored; or what came of a part that has to be gathered after all. */
async function stream(passage: Passage, { number, bytes, pile }: Part, due: number) {
  const { upload, key, stop } = passage
  const isOnly = number === 1 && due <= bytes
  const mine = Math.min(due, bytes)
  const streamed: Streamed = await streamPart(passage, {
    key,
    query: isOnly ? undefined : await upload.place(number),
    signal: stop.signal,
    bytes: mine,
    lead: pile,
    mustEnd: isOnly || (due <= bytes && mine < LEAST_PART_BYTES),
  })
  if (!streamed.sent) return streamed
  if (isOnly) return void (await streamed.sent)
  await upload.add(number, streamed.sent)
  return 'more' as const
}

async function gatherAndSend(passage: Passage, hand: Hand, part: Part): Promise<'all' | 'more'> {
  const { connection, feed, upload, key, stop } = passage
  const { signal } = stop
  const { number, pile } = part
  const sent = (query?: Record<string, string>) =>
    connection.call(key, () => send(connection, pile, { key, query, signal }), { signal })
  let release = part.release
  let isFlying = false
  try {
    const share = await gather(feed, hand, pile, part.bytes)
    release = () => {
      share()
      part.release()
    }
    if (!upload.hasBegun() && (await feed.isAtEnd())) {
      await sent()
      return 'all'
    }
    if (pile.bytes > 0) {
      const query = await upload.place(number)
      isFlying = true
      await upload.add(number, sent(query).finally(release))
    }
    if (!feed.hasEnded()) return 'more'
    await upload.complete(feed.taken())
    return 'all'
  } finally {
    if (!isFlying) release()
  }
}

/** How many bytes are expected; what is no length promises nothing. */
function lengthOf(expectedBytes: number | undefined): number {
  return expectedBytes !== undefined && Number.isSafeInteger(expectedBytes) ? expectedBytes : 0
}
