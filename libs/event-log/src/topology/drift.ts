import { isDeepStrictEqual } from 'node:util'

/** Where what was found differs from what is wanted, as `name 5 → 10`. What nobody asked for is left alone. */
export function driftOf(wanted: object, found: object): string[] {
  const actual = new Map<string, unknown>(Object.entries(found))
  return Object.entries(wanted)
    .filter(([name, value]) => !isDeepStrictEqual(value, actual.get(name)))
    .map(([name, value]) => `${name} ${JSON.stringify(actual.get(name))} → ${JSON.stringify(value)}`)
}
