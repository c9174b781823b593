import { timingSafeEqual } from 'node:crypto'
import { randomId } from '@soundmill/events'
import { onAbort } from '../upload/receiving.ts'
import { type Checksum, hashed } from './checksum.ts'
import type { FinishDeps } from './finish.ts'
import { keysOf, sessionName } from './keys.ts'
import { endUpload } from './lifetime.ts'
import { bodyTooLong, checksumMismatch, offsetConflict, tooManyPieces } from './problems.ts'
import { isNotAudio, isSniffed, requireAudio } from './require-audio.ts'
import { createSource, type Source } from './source.ts'
import { storeSegments } from './store-segments.ts'
import type { Upload, Uploads } from './uploads.ts'

export type AppendDeps = FinishDeps & { uploads: Uploads }

/** One request's bytes for an upload. */
export type Appending = {
  upload: Upload
  /** Where the client says they belong. */
  offset: number
  /** How many the client says there are. */
  declaredBytes: number | undefined
  checksum: Checksum | undefined
  content: AsyncIterable<Uint8Array>
  /** Aborted when no more will come. */
  signal: AbortSignal
}

/** A listing has a thousand keys a page, and every request looks at all of them. */
const MOST_PIECES = 20_000

/** How long the store may take with what arrived when no more will come: a process that stops waits for it. */
const LAST_STORE_MS = 5_000

/** How much of an upload is here. Of one that is done, all. */
export const offsetOf = ({ done, chain }: Upload): number => done?.bytes ?? chain.end

/**
 * Stores what arrives. Resolves to the new offset once all of it is durable; when the client breaks off, what came
 * until then is kept first, and only then the promise rejects. With a checksum it is all or nothing.
 */
export async function append(deps: AppendDeps, appending: Appending): Promise<number> {
  const { upload, offset, declaredBytes, checksum, content } = appending
  if (offset !== offsetOf(upload)) throw offsetConflict(offsetOf(upload), offset)
  const most = (upload.length ?? deps.maxUploadBytes) - offset
  if ((declaredBytes ?? 0) > most) throw bodyTooLong(most)
  if (upload.pieces >= MOST_PIECES) throw tooManyPieces(MOST_PIECES)

  const { onBytes } = deps
  const source = createSource(checksum ? hashed(content, checksum.hash) : content, { most, onBytes })
  try {
    if (checksum) return await appendChecked(deps, appending, source, checksum)
    return offset + (await appendPlain(deps, appending, source))
  } catch (error) {
    if (isNotAudio(error)) await endUpload(deps, upload.id, { code: error.code, reason: error.message })
    throw error
  } finally {
    source.close()
  }
}

async function appendPlain(deps: AppendDeps, appending: Appending, source: Source): Promise<number> {
  const { upload } = appending
  if (!isSniffed(upload) && !upload.done) await requireAudio(deps.blobs, upload, source.gather)
  const bytes = await store(deps, appending, { source, session: sessionName(randomId(), false) })
  throwFailure(source)
  return bytes
}

/** What does not match counts for nothing, not even for what kind of file it is: its bytes were harmed on the way. */
async function appendChecked(
  deps: AppendDeps,
  appending: Appending,
  source: Source,
  { hash, expected }: Checksum,
): Promise<number> {
  const { uploads, blobs, log } = deps
  const { upload, offset } = appending
  const session = sessionName(randomId(), true)
  let bytes: number
  try {
    bytes = await store(deps, appending, { source, session })
    throwFailure(source)
    if (!timingSafeEqual(hash.digest(), expected)) throw checksumMismatch()
    await uploads.putChecked(upload.id, session)
  } catch (error) {
    await uploads
      .dropSession(upload.id, session)
      .catch((err: unknown) => log.warn({ err, upload: upload.id }, 'left unchecked bytes for the sweeper'))
    throw error
  }
  const now = isSniffed(upload) || upload.done ? undefined : await uploads.read(upload.id)
  if (now && !now.done) await requireAudio(blobs, now, async () => new Uint8Array())
  return offset + bytes
}

async function store(
  { uploads }: AppendDeps,
  { upload, offset, declaredBytes, signal }: Appending,
  { source, session }: { source: Source; session: string },
): Promise<number> {
  const keys = keysOf(upload.id)
  const patience = patienceOf(signal)
  try {
    return await storeSegments(source, {
      offset,
      declaredBytes,
      put: (from, content, expectedBytes) =>
        uploads.putSegment(keys.segment(from, session), content, { signal: patience.signal, expectedBytes }),
    })
  } catch (error) {
    // A store that was promised more may give up over it; the cause is the client's end.
    throwFailure(source)
    throw error
  } finally {
    patience.end()
  }
}

function throwFailure(source: Source): void {
  const failure = source.failure()
  if (failure) throw failure.reason
}

/** Aborted some time after the other one: the end of the content is not the end of storing it. */
function patienceOf(signal: AbortSignal) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let ended = false
  onAbort(signal, (reason) => {
    if (!ended) timer = setTimeout(() => controller.abort(reason), LAST_STORE_MS)
  })
  return {
    signal: controller.signal,
    end() {
      ended = true
      clearTimeout(timer)
    },
  }
}
