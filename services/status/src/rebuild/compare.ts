import { KINDS, type Shelf } from '../store/rebuilding.ts'
import { type Difference, differenceIn, isSame, pairsOf } from './difference.ts'

/** The served set, and one that holds exactly the facts up to `upTo` and stands still. The served one may move on. */
export type Both = { served: Shelf; built: Shelf; upTo: number }

/** How much was compared so far. */
export type Compared = { episodes: number; timeline: number }

/**
 * Goes through everything once. Returns the episodes of which the sets do not hold the same: because they differ, or
 * because the served set has moved on, or is just being written. Calls back with what was compared so far.
 */
export async function suspectsIn(
  { served, built, upTo }: Both,
  onCompared: (compared: Compared) => void,
): Promise<Set<string>> {
  const suspects = new Set<string>()
  const compared = { episodes: 0, timeline: 0 }
  for (const kind of KINDS) {
    const query = { kind, upTo }
    for await (const pair of pairsOf(served(query), built(query))) {
      compared[kind] += 1
      if (!isSame(pair)) suspects.add(pair.served?.episode ?? pair.built?.episode ?? '')
      if (compared[kind] % 500 === 0) onCompared(compared)
    }
  }
  onCompared(compared)
  return suspects
}

/** Of some episodes: which have moved on in the served set, and what differs in the others. */
export type Verdicts = { moved: Set<string>; differences: Difference[] }

/** So many are looked at together. */
const CHUNK = 100

/** The verdict on each of these episodes. */
export async function examine(both: Both, suspects: Iterable<string>): Promise<Verdicts> {
  const verdicts: Verdicts = { moved: new Set(), differences: [] }
  const all = [...suspects]
  for (let at = 0; at < all.length; at += CHUNK) await examineChunk(both, all.slice(at, at + CHUNK), verdicts)
  const { moved, differences } = verdicts
  return { moved, differences: differences.filter(({ episode }) => !moved.has(episode)) }
}

async function examineChunk({ served, built, upTo }: Both, episodes: string[], verdicts: Verdicts) {
  for (const kind of KINDS) {
    const query = { kind, upTo, episodes }
    for await (const pair of pairsOf(served(query), built(query))) {
      if (pair.served && pair.served.sequence > upTo) verdicts.moved.add(pair.served.episode)
      const difference = differenceIn(kind, pair)
      if (difference) verdicts.differences.push(difference)
    }
  }
}
