import { BlobNotFoundError } from '@soundmill/blob-store'
import { randomId } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import { storeUnavailable } from '../problems.ts'
import type { Accepted } from '../submit/announce.ts'
import { readEarlier } from '../submit/earlier.ts'
import { type SubmitDeps, submit } from '../submit/submit.ts'
import type { Recording } from '../submit/take-recordings.ts'
import { onAbort } from '../upload/receiving.ts'
import { beginningOf } from './chain.ts'
import { dropBytes, endUpload, isHopeless } from './lifetime.ts'
import { uploadEnded } from './problems.ts'
import { exactly, readChain } from './read-chain.ts'
import type { Done } from './record.ts'
import type { Upload, Uploads } from './uploads.ts'

export type FinishDeps = SubmitDeps & { uploads: Uploads }

export type Finishing = {
  /** All of its bytes are here. */
  upload: Upload
  /** Of the request that asks. */
  traceparent: string
}

export type Finish = ReturnType<typeof createFinish>

/** As long as any request may take: the sweeper has to know when no put can be under way any more. */
const MOST_MS = 12 * 3_600_000

/**
 * Makes an episode of an upload whose bytes are all here, once: whoever asks while it goes on gets the same
 * answer, and a client that leaves or stalls does not stop it. When the process dies on the way, the next request
 * that asks about the upload begins anew, also at another replica, also while this one is still at it: both submit
 * under the names in the record, and of two such submits one stands. `givenUp` aborts when this process must end.
 */
export function createFinish(deps: FinishDeps, givenUp: AbortSignal) {
  const running = new Map<string, { done: Promise<Done>; giveUp(reason: Error): void }>()
  onAbort(givenUp, (reason) => {
    for (const { giveUp } of running.values()) giveUp(reason)
  })

  function begin({ upload, traceparent }: Finishing) {
    const controller = new AbortController()
    const giveUp = (reason: Error) => controller.abort(reason)
    const late = () => giveUp(storeUnavailable(new Error(`not finished within ${MOST_MS / 1000} seconds`)))
    const clock = setTimeout(late, MOST_MS).unref()
    const done = finishOnce(deps, { upload, traceparent, signal: controller.signal }).finally(() => {
      clearTimeout(clock)
      running.delete(upload.id)
    })
    return { done, giveUp }
  }

  return function finish(finishing: Finishing): Promise<Done> {
    const { id, done } = finishing.upload
    if (done) return Promise.resolve(done)
    const going = running.get(id) ?? begin(finishing)
    running.set(id, going)
    return going.done
  }
}

async function finishOnce(
  deps: FinishDeps,
  { upload, signal, traceparent }: Finishing & { signal: AbortSignal },
): Promise<Done> {
  const { id, record, length = 0 } = upload
  const { show, episode, job, spec } = record
  const names = { show, episode, job, uploadId: randomId() }
  // They were counted as they arrived.
  const taking = { ...deps, onBytes: () => {} }
  try {
    const earlier = await readEarlier(deps, names)
    const recordings = recordingOf(deps, upload, signal)
    const accepted = await submit(taking, {
      names,
      spec,
      recordings,
      signal,
      earlier,

      traceparent,
    })
    return await settle(deps, id, doneOf(accepted, length))
  } catch (error) {
    return whatStands(deps, id, error)
  }
}

async function* recordingOf(
  { blobs, uploads }: FinishDeps,
  { id, record, length = 0 }: Upload,
  signal: AbortSignal,
): AsyncGenerator<Recording> {
  const { filename, promised } = record
  const links = beginningOf(await uploads.links(id), length)
  const content = exactly(readChain(blobs, links, signal), length)
  yield { filename, content, expectedBytes: length, promised }
  // The last moment to hear that its client does not want it any more.
  const { ended } = await uploads.fate(id)
  if (ended) throw uploadEnded(ended.reason)
}

/** After a failure: another replica may have been faster, or the client, and taken the bytes away under our hands. */
async function whatStands(deps: FinishDeps, id: string, error: unknown): Promise<Done> {
  const { done, ended } = await deps.uploads.fate(id).catch(() => ({ done: undefined, ended: undefined }))
  if (done) return done
  if (ended) throw uploadEnded(ended.reason)
  if (error instanceof HttpProblem && isHopeless(error)) {
    await endUpload(deps, id, { code: error.code, reason: error.message })
  }
  throw error instanceof BlobNotFoundError ? storeUnavailable(error) : error
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
