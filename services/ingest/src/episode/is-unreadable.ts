import { UnknownEventError, UnreadableEventError } from '@soundmill/events'

/** Whether an event stands there that this release cannot read. */
export const isUnreadable = (err: unknown): boolean =>
  err instanceof UnreadableEventError || err instanceof UnknownEventError
