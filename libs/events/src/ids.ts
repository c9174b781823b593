import canonicalize from 'canonicalize'
import { v4, v5, v7 } from 'uuid'

/** The root of every UUIDv5 of ours that has no better one. For ever. */
const NAMESPACE = '5d1f8f57-5a8e-4d7a-9c57-3b3d5f0a6f11'

/** Where an Idempotency-Key was used: the same key elsewhere, or by somebody else, means something else. */
export type KeyScope = { principal: string; route: string; pathIds: string[]; show: string; key: string }

/** An id that sorts by the time it was made (UUIDv7). */
export const newId = (): string => v7()

/** A random id (UUIDv4): run ids, upload ids, and events that are facts of their own each time they are said. */
export const randomId = (): string => v4()

/** The id that a client's Idempotency-Key stands for: the same for ever, on every replica (UUIDv5). */
export function idFromKey(
  kind: 'episode' | 'job',
  { principal, route, pathIds, show, key }: KeyScope,
): string {
  return v5(JSON.stringify([kind, principal, route, pathIds, show, key]), NAMESPACE)
}

/**
 * The id of the `submitted` that one upload may say: one for each outbox entry, the same for the
 * request that wrote it and for every reconciler that announces it later.
 */
export const submittedId = (job: string, uploadId: string): string => v5(uploadId, job)

/** RFC 8785, so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value)
  if (json === undefined) throw new TypeError('only JSON values have a canonical form')
  return json
}
