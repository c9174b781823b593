import { createHash } from 'node:crypto'
import { canonicalJson } from './ids.ts'

/**
 * What a client asked for: its spec as sent (not resolved), its bytes, and what it is a retry of. `cover` and
 * `chapters` are the SHA-256 of files that came beside the recordings. What is absent has no part in it.
 */
export type Asked = {
  spec: Record<string, unknown>
  sourceSha256: string[]
  retryOf?: string | undefined
  cover?: string | undefined
  chapters?: string | undefined
}

/**
 * SHA-256 (hex) of the canonical JSON of what was asked, without the lane: the same recording, asked for
 * more urgently, is the same submit. One key with two fingerprints is a client's mistake.
 */
export function fingerprintOf({ spec, sourceSha256: sources, retryOf, cover, chapters }: Asked): string {
  const { lane: _, ...asked } = spec
  const beside = { ...(cover && { cover }), ...(chapters && { chapters }) }
  const json = canonicalJson({ spec: asked, sources, ...beside, ...(retryOf && { retryOf }) })
  return createHash('sha256').update(json).digest('hex')
}
