import { bodyTooLong } from './problems.ts'

/** The bytes of one request, taken as they are needed. */
export type Source = ReturnType<typeof createSource>

export type SourceOptions = {
  /** How many bytes there may be; one more is an error. */
  most: number
  /** Told of every piece as it arrives. */
  onBytes(bytes: number): void
}

const NOTHING = new Uint8Array()

/**
 * What arrives, until no more does. A client that leaves, stalls, or is sent away ends the content like one that
 * is through: what came is worth keeping. `failure` tells them apart afterwards. Only a client that sends more than
 * there may be makes `more`, `take` and `gather` reject. What was taken by then is its beginning, and counts where
 * it is stored already; what is under way fails with it, so that such a body never makes an upload whole.
 */
export function createSource(content: AsyncIterable<Uint8Array>, { most, onBytes }: SourceOptions) {
  const iterator = content[Symbol.asyncIterator]()
  let rest: Uint8Array = NOTHING
  let left = most
  let ended = false
  let failure: { reason: unknown } | undefined
  let reading: Promise<void> | undefined

  /** Adds the next piece to what is here, or finds that there is none. */
  async function read(): Promise<void> {
    try {
      const next = await iterator.next()
      if (next.done) ended = true
      else {
        onBytes(next.value.length)
        rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
      }
    } catch (reason) {
      ended = true
      failure = { reason }
    }
    reading = undefined
  }

  /** One at a time: somebody may have stopped waiting for it. */
  const nextPiece = () => {
    reading ??= read()
    return reading
  }

  function requireRoom(): void {
    if (rest.length > left) throw bodyTooLong(most)
  }

  return {
    /** Waits until there is a byte to take; false when there will be none. */
    async more(): Promise<boolean> {
      while (rest.length === 0 && !ended) await nextPiece()
      requireRoom()
      return rest.length > 0
    },

    /** Waits until so many bytes are here, or as many as there will be. They stay to be taken. */
    async gather(bytes: number): Promise<Uint8Array> {
      while (rest.length < bytes && !ended) await nextPiece()
      requireRoom()
      return rest.subarray(0, bytes)
    },

    /** Up to so many bytes. Undefined when there are no more, or none came before the deadline. */
    async take(bytes: number, deadline: Promise<'late'>): Promise<Uint8Array | undefined> {
      while (rest.length === 0 && !ended) {
        if ((await Promise.race([nextPiece(), deadline])) === 'late') return undefined
      }
      requireRoom()
      if (rest.length === 0) return undefined
      const taken = rest.subarray(0, bytes)
      rest = rest.subarray(taken.length)
      left -= taken.length
      return taken
    },

    /** Whether the last byte that may come was taken. */
    isFull: () => left === 0,
    /** Why it ended before all had arrived. */
    failure: () => failure,
    /** Lets go of it: nobody wants the rest. Not waited for: it may be waiting for the client. */
    close(): void {
      iterator.return?.().catch(() => {})
    },
  }
}
