import { BlobNotFoundError } from '@soundmill/blob-store'
import { randomId } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { storeUnavailable } from '../problems.ts'
import { type Accepted, type SubmitDeps, submit } from '../submit/submit.ts'
import type { Recording } from '../submit/take-recordings.ts'
import { dropBytes, endUpload, isHopeless } from './lifetime.ts'
import { readChain } from './read-chain.ts'
import type { Done } from './record.ts'
import type { Upload, Uploads } from './uploads.ts'

export type FinishDeps = SubmitDeps & { uploads: Uploads }

export type Finishing = {
  upload: Upload
  /** Aborted when the process gives up on it; another request may finish it then. */
  signal: AbortSignal
  traceparent: string
}

export type Finish = ReturnType<typeof createFinish>

/** Whether all of its bytes are here. */
export const isWhole = ({ length, chain }: Upload): boolean => length !== undefined && chain.end >= length

/**
 * Makes an episode of an upload whose bytes are all here, once: whoever asks while it goes on gets the same
 * answer, and a client that leaves does not stop it. When the process dies on the way, the next request that asks
 * about the upload begins anew, also at another replica, also while this one is still at it: both submit under
 * the names in the record, and of two such submits one stands.
 */
export function createFinish(deps: FinishDeps) {
  const running = new Map<string, Promise<Done>>()

  return function finish(finishing: Finishing): Promise<Done> {
    const { id, done } = finishing.upload
    if (done) return Promise.resolve(done)
    const going = running.get(id) ?? finishOnce(deps, finishing).finally(() => running.delete(id))
    running.set(id, going)
    return going
  }
}

async function finishOnce(deps: FinishDeps, { upload, signal, traceparent }: Finishing): Promise<Done> {
  const { id, record, length = 0 } = upload
  const { show, episode, job, spec } = record
  const names = { show, episode, job, uploadId: randomId() }
  // They were counted as they arrived.
  const taking = { ...deps, onBytes: () => {} }
  try {
    const recordings = recordingOf(deps, upload, signal)
    const accepted = await submit(taking, { names, spec, recordings, signal, askFirst: true, traceparent })
    return await settle(deps, id, doneOf(accepted, length))
  } catch (error) {
    // Another replica was faster, and has taken the bytes away under our hands.
    const standing = await deps.uploads.done(id).catch(() => undefined)
    if (standing) return standing
    if (error instanceof HttpProblem && isHopeless(error)) {
      await endUpload(deps, id, { code: error.code, reason: error.message })
    }
    throw error instanceof BlobNotFoundError ? storeUnavailable(error) : error
  }
}

async function* recordingOf(
  { blobs }: FinishDeps,
  { record, chain, length }: Upload,
  signal: AbortSignal,
): AsyncGenerator<Recording> {
  const { filename, promised } = record
  yield { filename, content: readChain(blobs, chain.links, signal), expectedBytes: length, promised }
}

/** The submit stands by now. Whoever does not read that it is done submits again, which is answered as this one was. */
async function settle(deps: FinishDeps, id: string, done: Done): Promise<Done> {
  const { uploads, log } = deps
  try {
    await uploads.putDone(id, done)
  } catch (err) {
    log.warn({ err, upload: id, episode: done.episode }, 'could not note that an upload is done')
    return done
  }
  await dropBytes(deps, id)
  return done
}

function doneOf(accepted: Accepted, bytes: number): Done {
  const { episode, job } = accepted
  return { episode, job, bytes, ...(accepted.announced && { position: accepted.position }) }
}
