import type { BlobHead } from '@soundmill/blob-store'
import { type NamingDeps, namedBy } from './naming.ts'
import type { Settled } from './settled.ts'
import type { Verdict } from './sweep-listing.ts'
import { sourceKey } from './swept-key.ts'

/** Sources stored before `since` are settled; those stored after `until` are too young to be judged. */
type Span = { since: Date; until: Date }

/** A source goes when neither an outbox entry nor a valid event names it. */
export async function judgeSource(
  deps: NamingDeps & { settled: Settled },
  { key, modifiedAt }: BlobHead,
  { since, until }: Span,
): Promise<Verdict> {
  const place = sourceKey(key)
  if (!place || modifiedAt < since) return 'settled'
  if (modifiedAt >= until) return 'young'
  if (deps.settled.has(key)) return 'settled'
  const by = await namedBy(deps, { key, ...place })
  if (by === undefined) return { leftover: 'source' }
  if (by === 'event') deps.settled.add(key)
  return by === 'event' ? 'settled' : 'open'
}
