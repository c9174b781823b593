import { HttpProblem } from '@soundmill/runtime'
import type { Receiving } from './receiving.ts'

/**
 * Gives up on an upload that takes longer than `maxMs`, whoever is slow: the client, or the store. A body that is
 * never too slow may still take for ever, and the sweeper has to know when no put can be under way any more. What is
 * committed by then stays. Returns how to stop the clock.
 */
export function limitDuration(receiving: Receiving, maxMs: number): () => void {
  const clock = setTimeout(() => receiving.abort(tookTooLong(maxMs)), maxMs)
  clock.unref()
  return () => clearTimeout(clock)
}

function tookTooLong(maxMs: number): HttpProblem {
  const detail =
    `one request may take ${maxMs / 1000} seconds to bring a recording here; over a slow line ` +
    'send it as a resumable upload (tus), which may take longer and break off'
  return new HttpProblem(408, 'upload_stalled', detail)
}
