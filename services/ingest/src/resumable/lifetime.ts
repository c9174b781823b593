import type { HttpProblem, Logger } from '@soundmill/runtime'
import { isFinishing, noSuchUpload, uploadEnded } from './problems.ts'
import type { Ended } from './record.ts'
import { isWhole, type Upload, type Uploads } from './uploads.ts'

type Deps = { uploads: Uploads; log: Logger; now: () => Date }

/**
 * The upload with that id, when it may still be asked about. Throws 404 for none, 410 for one that is over. One
 * whose bytes all came in time does not expire: its episode is made, until the sweeper took it.
 */
export async function requireUpload({ uploads, now }: Deps, id: string): Promise<Upload> {
  const upload = await uploads.read(id)
  if (!upload) throw noSuchUpload()
  if (upload.ended) throw uploadEnded(upload.ended.reason)
  const mayExpire = !upload.done && !isWhole(upload)
  if (mayExpire && new Date(upload.record.expiresAt) <= now()) throw uploadEnded('it has expired')
  return upload
}

/**
 * Ends an upload at its client's wish. One whose bytes are all here is not ended any more (409): its episode may be
 * made at this moment, at any replica. Who finishes looks for the end after it saw all bytes, and this looks for
 * all bytes after it said the end: so what resolved here makes no episode. When the last bytes came in between,
 * nobody knows who was first: 409 too, and an episode, if there is one, stands (`Uploads.fate`).
 */
export async function terminate(deps: Deps, id: string): Promise<void> {
  const { uploads } = deps
  const why = { code: 'upload_ended', reason: 'its client ended it' }
  const upload = await requireUpload(deps, id)
  if (upload.done) return endUpload(deps, id, { ...why, afterDone: true })
  if (isWhole(upload)) throw isFinishing()
  await uploads.putEnded(id, why)
  const now = await uploads.read(id)
  if (now && (now.done || isWhole(now))) throw isFinishing()
  await dropBytes(deps, id)
}

/** Ends an upload for good: first it is said, then its bytes go. What cannot go now is left to the sweeper. */
export async function endUpload({ uploads, log }: Omit<Deps, 'now'>, id: string, why: Ended): Promise<void> {
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
const HOPELESS = new Set([
  'gone',
  'not_audio',
  'empty_input',
  'digest_mismatch',
  'idempotency_conflict',
  'too_large',
])

export const isHopeless = ({ code }: HttpProblem): boolean => HOPELESS.has(code)
