/** About a hundred bytes each. What does not fit is asked about again at every pass. */
const MOST = 200_000

/**
 * What the log was seen to name, so that a pass asks only about what is new. It can only make the sweeper keep
 * something: nothing is taken away by memory. What a pass does not come across is forgotten with the next.
 */
export function createSettled(most = MOST) {
  let before = new Set<string>()
  let now = new Set<string>()

  const add = (name: string) => {
    if (now.size < most) now.add(name)
  }
  return {
    add,
    has(name: string): boolean {
      const isKnown = now.has(name) || before.has(name)
      if (isKnown) add(name)
      return isKnown
    },
    /** A pass has seen everything there is. */
    passed(): void {
      before = now
      now = new Set()
    },
  }
}

export type Settled = ReturnType<typeof createSettled>
