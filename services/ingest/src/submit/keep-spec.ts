import { createHash } from 'node:crypto'
import type { ResolvedSpec, Submitted } from '@soundmill/events'
import type { Kept } from './kept.ts'
import type { Names } from './submission.ts'

/** Larger ones would make the event dear to everybody who follows; only long lists of chapters are. */
const MAX_INLINE_BYTES = 16 * 1024

/** The spec as the event carries it: itself, or the name of a blob of its upload that it is stored in. */
export async function keepSpec(
  kept: Kept,
  { episode, uploadId }: Names,
  spec: ResolvedSpec,
  signal: AbortSignal,
): Promise<Submitted['data']['spec']> {
  const json = Buffer.from(JSON.stringify(spec))
  if (json.length <= MAX_INLINE_BYTES) return spec
  const blob = `source/${episode}/${uploadId}/spec.json`
  await kept.put(blob, once(json), { signal, expectedBytes: json.length })
  const { title } = spec.metadata
  const sha256 = createHash('sha256').update(json).digest('hex')
  return { blob, sha256, ...(title !== undefined && { title }) }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
