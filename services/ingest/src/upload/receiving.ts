import type { IncomingMessage } from 'node:http'
import { HttpProblem } from '@soundmill/runtime'
import { truncatedUpload } from '../problems.ts'
import { type Pace, watchPace } from './pace.ts'

/**
 * How slow a body may be that declares its length, and so passes straight on to the store; and one that does not, or
 * that part of a form which stands before its recordings: what nobody knows the length of is gathered in memory.
 */
export type Paces = { declared: Pace; undeclared: Pace }

/** A body on its way in, and whether it will ever get here. */
export type Receiving = {
  /** Aborted, with the problem to answer as its reason, when the rest will not come or is not wanted. */
  signal: AbortSignal
  /** To be called when the first recording of a form begins: from there on the form may be slower. */
  recordingBegins(): void
  /** Gives up on the body. */
  abort(problem: HttpProblem): void
  /** Stops watching: the body is here, or nobody waits for it any more. */
  done(): void
}

/** Watches a request until `done`: a client that leaves or stalls makes its upload fail with the reason. */
export function watchReceiving(raw: IncomingMessage, paces: Paces): Receiving {
  const controller = new AbortController()
  let why = whyHurry(raw)
  const pace = () => (why ? paces.undeclared : paces.declared)
  const stopPace = watchPace(raw, pace, () => controller.abort(stalled(paces, why)))
  const onClose = () => {
    if (!raw.complete) controller.abort(truncatedUpload())
  }
  raw.on('close', onClose).on('error', ignore)
  if (raw.destroyed) onClose()
  return {
    signal: controller.signal,
    recordingBegins() {
      if (why === 'before its recording') why = undefined
    },
    abort: (problem) => controller.abort(problem),
    done() {
      stopPace()
      raw.off('close', onClose)
    },
  }
}

/** Calls back with the reason, now when the signal is aborted already. */
export function onAbort(signal: AbortSignal, act: (reason: Error) => void): void {
  if (signal.aborted) act(signal.reason)
  else signal.addEventListener('abort', () => act(signal.reason), { once: true })
}

/** Rejects with the reason when the signal aborts; a race with it leaves nothing unhandled. */
export function aborted(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => onAbort(signal, reject))
  promise.catch(ignore)
  return promise
}

/** A broken connection is heard of by its `close`; without a listener its `error` would end the process. */
function ignore(): void {}

/** Why a body has to be fast, when it has to. */
type Hurry = 'no length' | 'before its recording' | undefined

function whyHurry({ headers }: IncomingMessage): Hurry {
  if (headers['content-length'] === undefined) return 'no length'
  const isForm = /^\s*multipart\//i.test(headers['content-type'] ?? '')
  return isForm ? 'before its recording' : undefined
}

function stalled({ declared, undeclared }: Paces, why: Hurry): HttpProblem {
  const { windowMs, minBytesPerSecond } = why ? undeclared : declared
  const few = `less than ${minBytesPerSecond} bytes a second arrived over ${windowMs / 1000} seconds`
  const enough = declared.minBytesPerSecond
  const tus = 'and a resumable upload (tus) may be slower and break off'
  const detail = {
    none: few,
    'no length':
      `${few}, which a body must reach that does not declare its length; with Content-Length ` +
      `${enough} are enough for a recording, ${tus}`,
    'before its recording':
      `${few}, which a form must reach until its recording begins; from there on ` +
      `${enough} are enough, ${tus}`,
  }[why ?? 'none']
  return new HttpProblem(408, 'upload_stalled', detail)
}
