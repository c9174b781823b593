import type { Context } from './context.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts'
import { described, TimedOutError } from './failures.ts'
import { placeText } from './report/place.ts'
import { type Ended, follow, type Watched } from './watch/follow.ts'
import type { Audience } from './watch/show-events.ts'
import { watchOnScreen } from './watch/watch-on-screen.ts'

/** How a wait ended, and what that amounts to. */
export type Waited = { ended: Ended; exit: ExitCode }

/** The longest wait that a timer takes: 24 days. */
export const MOST_SECONDS = 2_147_483

/** Aborted when so many seconds have passed; never when none are given. */
export function deadlineIn(seconds: number | undefined): AbortSignal {
  return seconds === undefined ? new AbortController().signal : AbortSignal.timeout(seconds * 1000)
}

/**
 * Follows a job to its end. Ctrl-C and the deadline end the waiting and not the job, and it is said how to
 * watch it again. Rejects with TimedOutError, or with the reason of the context's signal.
 */
export async function waitFor(
  { api, out, signal, typed }: Context,
  watched: Watched,
  { deadline, audience = watchOnScreen(out.screen) }: { deadline: AbortSignal; audience?: Audience },
): Promise<Waited> {
  const again = `the job goes on; watch it again with: ${typed(`watch ${watched.episode}`)}`
  try {
    const ended = await follow(api, watched, {
      audience,
      onPlace: (place) => out.screen.progress({ step: 'waiting', percent: 0, note: placeText(place) }),
      onBroken: (error) =>
        out.note(`the line is broken, trying again: ${error.message} (${described(error).code})`),
      signal: AbortSignal.any([signal, deadline]),
    })
    return { ended, exit: ended.kind === 'deleted' ? EXIT.ended : exitCodeOf(ended.answer.value.outcome) }
  } catch (error) {
    if (signal.aborted) {
      out.screen.idle()
      out.note(again)
    } else if (deadline.aborted) throw new TimedOutError(`it has not ended in time; ${again}`)
    throw error
  } finally {
    out.screen.idle()
  }
}
