import type { Working } from '@soundmill/event-log'
import type { Service } from '@soundmill/runtime'
import { createBreaker } from './breaker.ts'
import type { Deps } from './deps.ts'
import { watchHands } from './hands.ts'
import { onSubmitted } from './on-submitted.ts'
import { prepareScratch } from './scratch.ts'

/** The queues that are worked, the one to be asked first at the front. */
export const LANES = ['urgent', 'normal'] as const

export type ProcessorOptions = Deps & {
  /** Jobs in hand at the same time. */
  concurrency: number
}

/** Turns submitted recordings into finished episodes. Run more of these to go faster: they share the work. */
export function createProcessor({ concurrency, ...deps }: ProcessorOptions): Service {
  const stopping = new AbortController()
  let working: Working | undefined
  const pause = (paused: boolean) => working?.pause(paused)
  const breaker = createBreaker(pause, () => deps.blobs.head('artifacts/probe'), stopping.signal)

  return {
    name: 'processor',
    async start() {
      const { ffmpeg } = await deps.audio.versions()
      deps.log.info({ ffmpeg, concurrency }, 'ready to work')
      await prepareScratch(deps.scratchDir)
      const worker = onSubmitted({ ...deps, onStoreDown: breaker.trip })
      const watched = watchHands(worker, concurrency, deps.onHands)
      working = await deps.events.work({ lanes: LANES, concurrency }, watched)
    },
    waitingFor() {
      if (!working) return 'ffmpeg and the log'
      return breaker.isOpen() ? 'the blob store' : undefined
    },
    async stop(graceMs) {
      stopping.abort()
      await working?.stop(graceMs)
    },
  }
}
