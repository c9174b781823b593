import type { Recorded } from '@soundmill/event-log'
import { factFrame } from './tail-frame.ts'

/** How much is kept: of facts, and of the bytes of their frames. */
export type TailLimits = { facts: number; bytes: number }

/** Some minutes of a busy studio. A fact has 1 to 2 KiB, and 64 KiB at most. */
const LIMITS: TailLimits = { facts: 2_000, bytes: 16 * 1024 ** 2 }

/** As much as a stream is given at once: a little more than one that does not drain will hold. */
const SLICE: TailLimits = { facts: 50, bytes: 64 * 1024 }

/** A fact that was told: whose it is, and its server-sent event, made once for all streams. */
export type Told = { sequence: number; episode: string; show: string; fact: string; frame: Buffer }

/** What of the facts of a set (of an episode, of a show, or all), after which sequence. */
export type TailQuery = {
  set: string
  episode?: string | undefined
  show?: string | undefined
  after: number
}

/** The facts, up to which sequence that is all there are, and whether there are more already. */
export type Slice = { told: Told[]; reached: number; hasMore: boolean }

/** See `createTail`. */
export type Tail = ReturnType<typeof createTail>

/**
 * The newest facts of the set that is served, in memory: all there are after its *floor*, in order. Whoever
 * keeps up is served from here, however many they are, and costs the store nothing; whoever is further behind
 * reads the store until he gets here. Facts come in only once they can be read in the store, too.
 */
export function createTail(limits: TailLimits = LIMITS) {
  let set: string | undefined
  let facts: Told[] = []
  let bytes = 0
  /** Nothing after this one is missing here. */
  let floor = 0
  let head = 0

  function begin(name: string | undefined, sequence: number) {
    set = name
    facts = []
    bytes = 0
    floor = sequence
    head = sequence
  }

  function shorten() {
    let gone = 0
    while (facts.length - gone > limits.facts || bytes > limits.bytes) {
      const oldest = facts[gone]
      if (!oldest) break
      bytes -= oldest.frame.length
      floor = oldest.sequence
      gone += 1
    }
    facts.splice(0, gone)
  }

  /** What was erased is nowhere told again. */
  function forget(episode: string) {
    facts = facts.filter((told) => told.episode !== episode)
    bytes = facts.reduce((sum, { frame }) => sum + frame.length, 0)
  }

  function add({ event, sequence, position }: Recorded) {
    const { episode, show, fact } = event
    if (fact === 'erased') forget(episode)
    const frame = factFrame(event, position)
    facts.push({ sequence, episode, show, fact, frame })
    bytes += frame.length
  }

  return {
    /** From now on this set is served, and is written up to here. */
    begin,
    /** Nothing is known of what is served: everybody reads the store. */
    end: () => begin(undefined, 0),
    /** These facts, all there are after those before, can be read now. Of a set that is not served it takes none. */
    push(written: string, batch: readonly Recorded[]): void {
      const last = batch.at(-1)
      if (written !== set || !last) return
      try {
        for (const recorded of batch) if (recorded.sequence > head) add(recorded)
        head = Math.max(head, last.sequence)
        shorten()
      } catch {
        // A fact that cannot be told must not hold the views up: the store tells those who ask for it why.
        begin(set, last.sequence)
      }
    },
    /** Undefined when not everything after that sequence is here: then the store has it. */
    read({ set: asked, after, ...whose }: TailQuery): Slice | undefined {
      if (asked !== set || after < floor) return undefined
      return sliceOf(facts, whose, { after, head })
    },
    /** For measurements. */
    size: (): TailLimits => ({ facts: facts.length, bytes }),
  }
}

type Whose = Pick<TailQuery, 'episode' | 'show'>

function sliceOf(
  facts: readonly Told[],
  whose: Whose,
  { after, head }: { after: number; head: number },
): Slice {
  const told: Told[] = []
  let bytes = 0
  for (let at = firstAfter(facts, after); at < facts.length; at++) {
    const one = facts[at]
    if (!one || !isOf(one, whose)) continue
    const isFull = told.length === SLICE.facts || bytes + one.frame.length > SLICE.bytes
    if (isFull && told.length > 0) return { told, reached: told.at(-1)?.sequence ?? after, hasMore: true }
    told.push(one)
    bytes += one.frame.length
  }
  // Whoever comes from another process may have seen more than this one.
  return { told, reached: Math.max(after, head), hasMore: false }
}

const isOf = (told: Told, { episode, show }: Whose) =>
  (episode === undefined || told.episode === episode) && (show === undefined || told.show === show)

/** The index of the first fact after a sequence; those who keep up find it at the end. */
function firstAfter(facts: readonly Told[], after: number): number {
  let [from, to] = [0, facts.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((facts[middle]?.sequence ?? 0) > after) to = middle
    else from = middle + 1
  }
  return from
}
