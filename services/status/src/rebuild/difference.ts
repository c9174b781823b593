import { canonicalJson } from '@soundmill/events'
import type { Kind, Stored } from '../store/rebuilding.ts'

/** Something that the served set holds otherwise than the one that was built from the log. */
export type Difference = {
  kind: Kind
  /** The id of the episode; of a fact, its sequence. */
  key: string | number
  episode: string
  /** What is wrong with what is served. */
  what: 'missing' | 'too much' | 'different'
  /** The first member that is not the same: `view.jobs.0.status`. */
  at?: string
}

/** The same key in both sets, or in one of them. */
export type Pair = { served?: Stored; built?: Stored }

/** Goes through both in the order of their keys. */
export async function* pairsOf(
  served: AsyncIterable<Stored>,
  built: AsyncIterable<Stored>,
): AsyncGenerator<Pair> {
  const [left, right] = [readerOf(served), readerOf(built)]
  let [one, other] = [await left(), await right()]
  while (one || other) {
    const order = orderOf(one, other)
    yield { ...(order <= 0 && one && { served: one }), ...(order >= 0 && other && { built: other }) }
    const next = [order <= 0 ? await left() : one, order >= 0 ? await right() : other] as const
    ;[one, other] = next
  }
}

function readerOf(all: AsyncIterable<Stored>): () => Promise<Stored | undefined> {
  const iterator = all[Symbol.asyncIterator]()
  return async () => {
    const next = await iterator.next()
    return next.done ? undefined : next.value
  }
}

function orderOf(one: Stored | undefined, other: Stored | undefined): -1 | 0 | 1 {
  if (!one || !other) return one ? -1 : 1
  if (one.key === other.key) return 0
  return one.key < other.key ? -1 : 1
}

/** Byte for byte; the order of members, which a database may change, counts for nothing. */
export function isSame({ served, built }: Pair): boolean {
  if (!served || !built) return false
  const [one, other] = [served.content, built.content]
  return JSON.stringify(one) === JSON.stringify(other) || canonicalJson(one) === canonicalJson(other)
}

/** Undefined: they are the same. */
export function differenceIn(kind: Kind, pair: Pair): Difference | undefined {
  const either = pair.served ?? pair.built
  if (!either || isSame(pair)) return undefined
  const { key, episode } = either
  if (!pair.served) return { kind, key, episode, what: 'missing' }
  if (!pair.built) return { kind, key, episode, what: 'too much' }
  return {
    ...{ kind, key, episode, what: 'different' },
    at: firstDifference(pair.served.content, pair.built.content).join('.'),
  }
}

/** The way to the first member, in the order of names, that is not the same. */
function firstDifference(one: unknown, other: unknown): string[] {
  if (!isObject(one) || !isObject(other)) return []
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  for (const name of names) {
    const [left, right] = [one[name], other[name]]
    if (textOf(left) !== textOf(right)) return [name, ...firstDifference(left, right)]
  }
  return []
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const textOf = (value: unknown) => (value === undefined ? undefined : canonicalJson(value))
