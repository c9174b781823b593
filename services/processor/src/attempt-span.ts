import { describeSpan, linkSpan } from '@soundmill/runtime'
import type { History } from './history.ts'
import type { Job, Run } from './job.ts'

/**
 * Says in the span of a delivery which attempt it is, and links it to the one before: to where that said `started`, for
 * the span of an attempt whose worker was killed never came to its end. One that nobody traced has no span of its own.
 */
export function describeAttempt({ traceparent }: Job, { attempt }: Run, { last }: History): void {
  describeSpan({ 'soundmill.attempt': attempt })
  const before = last?.event.traceparent
  if (before !== traceparent) linkSpan(before, 'earlier-attempt')
}
