import { traceIdOf } from '@soundmill/runtime'
import type { Log } from './deps.ts'
import type { Job } from './job.ts'

/** A log in whose every line it says which job it is about, and which request that goes back to. */
export const jobLog = (log: Log, { traceparent, episode, job }: Job): Log =>
  log.child({ traceId: traceIdOf(traceparent), episode, job })
