import { isDeepStrictEqual } from 'node:util'

/** A setting that is not as it should be. `words`: `name 5 → 10`. */
export type Drift = { name: string; words: string }

/**
 * Where what was found differs from what is wanted. Wanted undefined: must not be set. What nobody asked for is left
 * alone.
 */
export function driftOf(wanted: object, found: object): Drift[] {
  const actual = new Map<string, unknown>(Object.entries(found))
  return Object.entries(wanted)
    .filter(([name, value]) => !isDeepStrictEqual(value, actual.get(name)))
    .map(([name, value]) => ({ name, words: `${name} ${shown(actual.get(name))} → ${shown(value)}` }))
}

export const wordsOf = (drift: Drift[]): string => drift.map(({ words }) => words).join(', ')

const shown = (value: unknown): string => (value === undefined ? 'unset' : JSON.stringify(value))
