import { type EpisodeEvent, isFailureCode } from '@soundmill/events'
import type { CheckedWorld } from './checked-world.ts'

/** I8: whatever failed says why in a code of the closed list, and which request it goes back to. */
export async function checkFailures({ behind }: CheckedWorld): Promise<string[]> {
  return (await behind.history()).flatMap(({ event }) => {
    const code = codeIn(event)
    if (code === undefined) return []
    const who = `${event.fact} of ${event.episode}`
    return [
      ...(isFailureCode(code) ? [] : [`I8: ${who} has the code ${code}, which is on no list`]),
      ...(event.traceparent === undefined ? [`I8: ${who} (${code}) has no traceparent`] : []),
    ]
  })
}

function codeIn(event: EpisodeEvent): string | undefined {
  if (event.fact === 'attempt-failed') return event.data.code
  if (event.fact === 'finished' && event.data.outcome !== 'succeeded') return event.data.code
  return undefined
}
