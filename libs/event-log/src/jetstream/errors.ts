import { NatsError } from 'nats'
import { LogUnavailableError } from '../index.ts'

/** JetStream's own error codes. Source: nats-server, `server/errors.json`. */
const CODE = {
  wrongLastSequence: 10071,
  wrongLastSequenceConstant: 10164,
  noMessageFound: 10037,
  insufficientResources: 10023,
  storageExceeded: 10047,
  streamStoreFailed: 10077,
} as const

const codeOf = (err: unknown): number | undefined =>
  err instanceof NatsError ? err.jsError()?.err_code : undefined

/** The server refused the append: something newer stands on the subject, or seems to. */
export function isRefusal(err: unknown): boolean {
  const code = codeOf(err)
  return code === CODE.wrongLastSequence || code === CODE.wrongLastSequenceConstant
}

export const isNoMessage = (err: unknown): boolean => codeOf(err) === CODE.noMessageFound

const FULL: readonly (number | undefined)[] = [
  CODE.insufficientResources,
  CODE.storageExceeded,
  CODE.streamStoreFailed,
]

/** The server is there and cannot take it: no use in asking again at once. */
export const isFull = (err: unknown): boolean => FULL.includes(codeOf(err))

/** Every other failure of NATS means the same to a caller: not now. Errors of ours pass through. */
export function unavailable(err: unknown): Error {
  if (!(err instanceof NatsError)) return err instanceof Error ? err : new Error(String(err))
  const why = isFull(err) ? 'the log is full' : `the log did not answer (${err.code})`
  return new LogUnavailableError(why, { cause: err })
}
