import { setTimeout as sleep } from 'node:timers/promises'
import type { Shelf } from '../store/rebuilding.ts'
import { type Both, type Compared, examine, suspectsIn } from './compare.ts'
import type { Difference } from './difference.ts'

/** What comparing a built set with the served one came to. */
export type Comparison = Compared & {
  /** How many views and facts differ, however often they were looked at. */
  differences: number
  /** The first few of them. */
  examples: Difference[]
  /** Episodes that changed in the served set whenever they were looked at. */
  unsettled: number
}

export type ComparisonDeps = {
  served: Shelf
  built: Shelf
  /** Brings the built set to where the served one is now, where it stands still. Returns that sequence. */
  catchUp: () => Promise<number>
  onCompared: (compared: Compared) => void
  signal: AbortSignal
}

const EXAMPLES = 5
/** A write under way puts facts, views and place into the set one after the other: what differs is looked at again. */
const LOOKS = 3
const PAUSE_MS = 250
/** Longer than any job goes without a pause between two of its facts. */
const ROUNDS = 120

/**
 * Compares while the served set goes on: everything once at one place, then those episodes that were not the same,
 * again and again at later places, each until it is the same or has stood still and was different three times.
 */
export async function compareSets(deps: ComparisonDeps): Promise<Comparison> {
  const { served, built, catchUp, onCompared, signal } = deps
  const at = async (): Promise<Both> => ({ served, built, upTo: await catchUp() })
  let compared: Compared = { episodes: 0, timeline: 0 }
  let suspects = await suspectsIn(await at(), (now) => {
    compared = { ...now }
    signal.throwIfAborted()
    onCompared(now)
  })
  const found: Difference[] = []
  const looks = new Map<string, number>()
  for (let round = 0; suspects.size > 0 && round < ROUNDS; round++) {
    await sleep(PAUSE_MS, undefined, { signal })
    const { moved, differences } = await examine(await at(), suspects)
    const different = new Set(differences.map(({ episode }) => episode))
    for (const episode of moved) looks.delete(episode)
    suspects = moved
    for (const episode of different) {
      const seen = (looks.get(episode) ?? 0) + 1
      looks.set(episode, seen)
      if (seen < LOOKS) suspects.add(episode)
      else found.push(...differences.filter((each) => each.episode === episode))
    }
  }
  return {
    ...compared,
    differences: found.length,
    examples: found.slice(0, EXAMPLES),
    unsettled: suspects.size,
  }
}
