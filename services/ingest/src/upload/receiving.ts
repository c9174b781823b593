import type { IncomingMessage } from 'node:http'
import { HttpProblem } from '@soundmill/runtime'
import { truncatedUpload } from '../problems.ts'
import { type Pace, watchPace } from './pace.ts'

/** How slow a body may be that declares its length, and one that does not. */
export type Paces = { declared: Pace; undeclared: Pace }

/** A body on its way in, and whether it will ever get here. */
export type Receiving = {
  /** Aborted, with the problem to answer as its reason, when the rest will not come or is not wanted. */
  signal: AbortSignal
  /** Gives up on the body. */
  abort(problem: HttpProblem): void
  /** Stops watching: the body is here, or nobody waits for it any more. */
  done(): void
}

/** Watches a request until `done`: a client that leaves or stalls makes its upload fail with the reason. */
export function watchReceiving(raw: IncomingMessage, paces: Paces): Receiving {
  const controller = new AbortController()
  const declares = raw.headers['content-length'] !== undefined
  const pace = declares ? paces.declared : paces.undeclared
  const stopPace = watchPace(raw, pace, () => controller.abort(stalled(paces, declares)))
  const onClose = () => {
    if (!raw.complete) controller.abort(truncatedUpload())
  }
  raw.on('close', onClose).on('error', ignore)
  if (raw.destroyed) onClose()
  return {
    signal: controller.signal,
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

function stalled({ declared, undeclared }: Paces, declares: boolean): HttpProblem {
  const { windowMs, minBytesPerSecond } = declares ? declared : undeclared
  const few = `less than ${minBytesPerSecond} bytes a second arrived over ${windowMs / 1000} seconds`
  if (declares) return new HttpProblem(408, 'upload_stalled', few)
  const detail =
    `${few}, which a body must reach that does not declare its length; with Content-Length ` +
    `${declared.minBytesPerSecond} are enough, and a resumable upload (tus) may be slower and break off`
  return new HttpProblem(408, 'upload_stalled', detail)
}
