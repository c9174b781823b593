import type { PreviewOptions } from '../audio-engine.ts'
import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { Wishes } from './wishes.ts'

type Placed = { preview: PreviewOptions | undefined; findings: Finding[] }

/** How long a recording is, is known only now: a clip that was to begin behind its end begins where it is loudest. */
export function previewWithin({ decodedDurationSeconds }: Inspected, { preview }: Wishes): Placed {
  const { startSeconds } = preview ?? {}
  if (!preview || startSeconds === undefined || startSeconds < decodedDurationSeconds)
    return { preview, findings: [] }
  const detail =
    `The preview was to begin at ${startSeconds} s, but the recording lasts ` +
    `${decodedDurationSeconds.toFixed(1)} s: it begins where it is loudest.`
  const measured = { startSeconds, decodedSeconds: decodedDurationSeconds }
  return {
    preview: { seconds: preview.seconds },
    findings: [{ code: 'preview_misplaced', detail, measured }],
  }
}
