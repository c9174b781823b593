import type { HttpProblem, Logger } from '@soundmill/runtime'
import { noSuchUpload, uploadEnded } from './problems.ts'
import type { Upload, Uploads } from './uploads.ts'

type Deps = { uploads: Uploads; log: Logger; now: () => Date }

/** The upload with that id, when it may still be asked about. Throws 404 for none, 410 for one that is over. */
export async function requireUpload({ uploads, now }: Deps, id: string): Promise<Upload> {
  const upload = await uploads.read(id)
  if (!upload) throw noSuchUpload()
  if (upload.ended) throw uploadEnded(upload.ended.reason)
  if (!upload.done && new Date(upload.record.expiresAt) <= now()) throw uploadEnded('it has expired')
  return upload
}

/** Ends an upload for good: first it is said, then its bytes go. What cannot go now is left to the sweeper. */
export async function endUpload(
  { uploads, log }: Deps,
  id: string,
  why: { code: string; reason: string },
): Promise<void> {
  await uploads.putEnded(id, why)
  await dropBytes({ uploads, log }, id)
}

/** After it was said what became of the upload. */
export async function dropBytes({ uploads, log }: Omit<Deps, 'now'>, id: string): Promise<void> {
  await uploads
    .dropBytes(id)
    .catch((err: unknown) => log.warn({ err, upload: id }, 'left the bytes of an upload for the sweeper'))
}

/** What no second try can mend. The rest may have been the store, the log, or the process. */
const HOPELESS = new Set(['not_audio', 'empty_input', 'digest_mismatch', 'idempotency_conflict', 'too_large'])

export const isHopeless = ({ code }: HttpProblem): boolean => HOPELESS.has(code)
