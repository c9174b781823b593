import { createHash } from 'node:crypto'
import { canonicalJson } from './ids.ts'

/** What a client asked for: its spec as sent (not resolved), its bytes, and what it is a retry of. */
export type Asked = { spec: Record<string, unknown>; sourceSha256: string[]; retryOf?: string }

/**
 * SHA-256 (hex) of the canonical JSON of what was asked, without the lane: the same recording, asked for
 * more urgently, is the same submit. One key with two fingerprints is a client's mistake.
 */
export function fingerprintOf({ spec, sourceSha256, retryOf }: Asked): string {
  const { lane: _, ...asked } = spec
  const json = canonicalJson({ spec: asked, sources: sourceSha256, ...(retryOf && { retryOf }) })
  return createHash('sha256').update(json).digest('hex')
}
