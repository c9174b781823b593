import { createPile, type Pile } from './pile.ts'

/** What was sent of a part and is not confirmed yet, so that it can be sent again. It may be given up at any time. */
export type Copy = {
  /** Does nothing once it was given up. */
  add(chunk: Uint8Array): void
  /** From now on it is needed: it is given up only when it grows and there is no room at all. */
  pin(): void
  /** Undefined once it was given up. What others add to it is not counted here. */
  pile(): Pile | undefined
  /** Gives back the memory that `add` took. May be called again. */
  release(): void
}

/**
 * Copies of parts that stream through, of all puts together no more than `mostBytes`. When there is no room, the
 * oldest that are not pinned go first: they are nearest to being confirmed, so likely never missed.
 */
export function createCopies(mostBytes: number) {
  /** How to give them up, oldest first. */
  const loose = new Set<() => void>()
  let used = 0

  function makeRoom(bytes: number): boolean {
    for (const giveUp of loose) {
      if (used + bytes <= mostBytes) break
      giveUp()
    }
    return used + bytes <= mostBytes
  }

  return {
    begin(): Copy {
      let pile: Pile | undefined = createPile()
      // Not what the pile has: who was given it may add to it, and pays for that elsewhere.
      let taken = 0
      const giveUp = () => {
        used -= taken
        taken = 0
        pile = undefined
        loose.delete(giveUp)
      }
      loose.add(giveUp)
      return {
        add(chunk) {
          // Making room may give up this very one.
          if (!pile || !makeRoom(chunk.length) || !pile) return giveUp()
          used += chunk.length
          taken += chunk.length
          pile.add(chunk)
        },
        pin: () => void loose.delete(giveUp),
        pile: () => pile,
        release: giveUp,
      }
    },
    usedBytes: () => used,
  }
}

export type Copies = ReturnType<typeof createCopies>
