import { StoreUnavailableError } from '../index.ts'
import type { Connection } from './connection.ts'
import type { Copies, Copy } from './copies.ts'
import { isTransient, translate } from './errors.ts'
import type { Feed } from './feed.ts'
import type { Pile } from './pile.ts'
import { beginPut, type Destination, type Put, send } from './send.ts'
import type { Release } from './turns.ts'

/** A part that cannot be sent again gets the patience, in stalls, that the tries of one that can get together. */
const STALLS_WITHOUT_COPY = 3

/** How a put gets its parts to the store. */
export type Line = { connection: Connection; copies: Copies; feed: Feed; stop: AbortController }

export type StreamedPart = Destination & {
  /** How many bytes it is believed to have. */
  bytes: number
  /** What was taken for it already, fewer than that. */
  lead: Pile
  /** Whether the content must end with this part. Then its last chunk is held back until it has ended well. */
  mustEnd: boolean
}

/**
 * `sent`: all bytes are on their way, and the ETag comes or the put fails. `cut`: the content was shorter or, if
 * it had to end, longer than believed; the store keeps nothing, and `pile` is what came so far.
 */
export type Streamed = { sent: Promise<string> } | { sent?: undefined; pile: Pile; release: Release }

/**
 * Sends a part while it comes in, no faster than the store takes it, and keeps a copy while there is room. When
 * the PUT fails half-way, the rest goes into the copy, which is then sent again; when it fails for good, or there
 * is no copy any more, `stop` aborts with the error in the port's words, and so everything of this put ends.
 */
export async function streamPart(line: Line, part: StreamedPart): Promise<Streamed> {
  const copy = line.copies.begin()
  try {
    let stalls = 0
    const waitOn = () => !copy.pile() && ++stalls < STALLS_WITHOUT_COPY
    const put = await beginPut(line.connection, part.bytes, { ...part, waitOn })
    const watch = watchOver(line, part, { put, copy })
    if (await pour(line.feed, part, { put, keep: watch.keep })) {
      put.end()
      return { sent: watch.confirmed() }
    }
    return { pile: watch.cutOff(), release: copy.release }
  } catch (error) {
    copy.release()
    throw error
  }
}

type Way = { put: Put; keep(chunk: Uint8Array): void }

/** Whether the content was as long as believed. The hot path: every chunk of every upload passes here. */
async function pour(
  feed: Feed,
  { bytes, lead, mustEnd }: StreamedPart,
  { put, keep }: Way,
): Promise<boolean> {
  for (const chunk of lead.chunks) {
    keep(chunk)
    put.write(chunk)
  }
  let poured = lead.bytes
  // Whoever still knows the part does not keep its beginning alive.
  lead.clear()
  while (poured < bytes) {
    const busy = put.busy()
    if (busy) await busy
    const chunk = await feed.take(bytes - poured)
    if (!chunk) return false
    poured += chunk.length
    keep(chunk)
    if (mustEnd && poured === bytes && !(await feed.isAtEnd())) return false
    put.write(chunk)
  }
  return true
}

/** What happens to the copy when the PUT fails. */
function watchOver({ connection, stop }: Line, part: StreamedPart, { put, copy }: { put: Put; copy: Copy }) {
  const { key, signal } = part
  let isCutOff = false
  let failure: { error: unknown } | undefined

  function assertCopy(): void {
    if (failure && !copy.pile()) stop.abort(translate(failure.error, key))
  }

  put.answer.catch((error) => {
    if (isCutOff || signal.aborted) return
    failure = { error }
    if (!isTransient(error)) copy.release()
    copy.pin()
    assertCopy()
  })

  return {
    keep(chunk: Uint8Array): void {
      copy.add(chunk)
      assertCopy()
    },

    async confirmed(): Promise<string> {
      try {
        return await put.answer
      } catch (error) {
        signal.throwIfAborted()
        const pile = copy.pile()
        if (!pile) throw translate(error, key)
        return await connection.call(key, () => send(connection, pile, part), { signal, failed: 1 })
      } finally {
        copy.release()
      }
    },

    cutOff(): Pile {
      isCutOff = true
      put.destroy()
      copy.pin()
      const pile = copy.pile()
      if (pile) return pile
      throw new StoreUnavailableError(
        'the content is not as long as expected, and there was no room for a copy',
      )
    },
  }
}
