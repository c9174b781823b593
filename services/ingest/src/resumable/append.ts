import { timingSafeEqual } from 'node:crypto'
import { BlobNotFoundError } from '@soundmill/blob-store'
import { randomId } from '@soundmill/events'
import { storeUnavailable } from '../problems.ts'
import { onAbort } from '../upload/receiving.ts'
import { type Checksum, hashed } from './checksum.ts'
import type { FinishDeps } from './finish.ts'
import { keysOf, sessionName } from './keys.ts'
import { claimLength } from './length.ts'
import { endUpload, requireUpload } from './lifetime.ts'
import { bodyTooLong, checksumMismatch, offsetConflict, tooManyPieces } from './problems.ts'
import { isNotAudio, isSniffed, requireAudio } from './require-audio.ts'
import { createSource, type Source } from './source.ts'
import { storeSegments } from './store-segments.ts'
import { offsetOf, type Upload, type Uploads } from './uploads.ts'

export type AppendDeps = FinishDeps & { uploads: Uploads }

/** One request's bytes for an upload. */
export type Appending = {
  /** With the length that the request brings, if it does. */
  upload: Upload
  /** Whether that is still to be stored: once it is clear that the request is not refused. */
  isNewLength: boolean
  /** Where the client says they belong. */
  offset: number
  /** How many the client says there are. */
  declaredBytes: number | undefined
  checksum: Checksum | undefined
  content: AsyncIterable<Uint8Array>
  /** Aborted when no more will come. */
  signal: AbortSignal
}

/**
 * A listing has a thousand keys a page, and every request looks at all of them. A segment is ten seconds of a line
 * that fills none of 8 MiB: two days, after which an upload expires, have 17,280 of those.
 */
const MOST_PIECES = 20_000

/** How long the store may take with what arrived when no more will come: a process that stops waits for it. */
const LAST_STORE_MS = 5_000

/**
 * Stores what arrives. Resolves to the new offset once all of it is durable; when the client breaks off, what came
 * until then is kept first, and only then the promise rejects. With a checksum it is all or nothing.
 */
export async function append(deps: AppendDeps, appending: Appending): Promise<number> {
  const { upload, offset, checksum, content } = appending
  const most = roomFor(appending, deps.maxUploadBytes)
  const { onBytes } = deps
  const source = createSource(checksum ? hashed(content, checksum.hash) : content, { most, onBytes })
  try {
    if (checksum) return await appendChecked(deps, appending, source, checksum)
    return offset + (await appendPlain(deps, appending, source))
  } catch (error) {
    if (isNotAudio(error)) await endUpload(deps, upload.id, { code: error.code, reason: error.message })
    if (error instanceof BlobNotFoundError) await explainLoss(deps, appending, error)
    throw error
  } finally {
    source.close()
  }
}

/** How many bytes there may be. Throws for a request that says beforehand that it does not fit. */
function roomFor({ upload, offset, declaredBytes = 0 }: Appending, maxUploadBytes: number): number {
  if (offset !== offsetOf(upload)) throw offsetConflict(offsetOf(upload), offset)
  const most = (upload.length ?? maxUploadBytes) - offset
  if (declaredBytes > most) throw bodyTooLong(most)
  if (upload.pieces >= MOST_PIECES && most > 0) throw tooManyPieces(upload.pieces, MOST_PIECES)
  return most
}

/** Bytes go when an upload is over, or its episode made: another request, or replica, was faster. */
async function explainLoss(deps: AppendDeps, { upload, offset }: Appending, cause: Error): Promise<never> {
  const now = await requireUpload(deps, upload.id)
  throw now.done ? offsetConflict(offsetOf(now), offset) : storeUnavailable(cause)
}

async function appendPlain(deps: AppendDeps, appending: Appending, source: Source): Promise<number> {
  const { upload, isNewLength } = appending
  if (!isSniffed(upload) && !upload.done) await requireAudio(deps.blobs, upload, source.gather)
  if (isNewLength) await claimLength(deps, upload)
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
  const { upload, offset, isNewLength } = appending
  const session = sessionName(randomId(), true)
  let bytes: number
  let mayCount = false
  try {
    bytes = await store(deps, appending, { source, session })
    throwFailure(source)
    if (!timingSafeEqual(hash.digest(), expected)) throw checksumMismatch()
    if (isNewLength) await claimLength(deps, upload)
    // From here on somebody may have been told of them, though we never hear that they were vouched for.
    mayCount = true
    await uploads.putChecked(upload.id, session)
  } catch (error) {
    const drop = mayCount ? Promise.resolve() : uploads.dropSession(upload.id, session)
    await drop.catch((err: unknown) =>
      log.warn({ err, upload: upload.id }, 'left unchecked bytes for the sweeper'),
    )
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
