import { ErrorCode, NatsError } from 'nats'
import { LogUnavailableError } from '../index.ts'

/** JetStream's own error codes. Source: nats-server, `server/errors.json`. */
const CODE = {
  wrongLastSequence: 10071,
  wrongLastSequenceConstant: 10164,
  noMessageFound: 10037,
  noStream: 10059,
  noConsumer: 10014,
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

const TOPOLOGY = 'run the topology step'

/** What is wrong and who mends it, for whoever runs the process. */
function meaningOf(err: NatsError): string {
  const code = codeOf(err)
  if (isFull(err)) return 'the log is full: look at NATS_STREAM_MAX_BYTES and at the disk of NATS'
  if (code === CODE.noStream) return `the log is missing in NATS: ${TOPOLOGY}, or look at SOUNDMILL_NAMESPACE`
  if (code === CODE.noConsumer) return `a queue of the log is missing in NATS: ${TOPOLOGY}`
  if (err.isPermissionError())
    return `NATS does not permit it (${err.message}): look at the permissions of NATS_USER`
  // Nobody takes what is said, or there is no JetStream at all; the code is the same.
  if (err.code === ErrorCode.NoResponders)
    return `NATS keeps no log there: ${TOPOLOGY}, and look whether JetStream is on`
  return `the log did not answer (${err.code})`
}

/** Every other failure of NATS means the same to a caller: not now. Errors of ours pass through. */
export function unavailable(err: unknown): Error {
  if (!(err instanceof NatsError)) return err instanceof Error ? err : new Error(String(err))
  return new LogUnavailableError(meaningOf(err), { cause: err, refused: err.isPermissionError() })
}
