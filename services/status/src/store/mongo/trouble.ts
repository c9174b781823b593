import { tlsTrouble } from '@soundmill/tls'
import { MongoServerError, MongoServerSelectionError } from 'mongodb'
import { ViewsUnavailableError } from '../index.ts'

const NAMES = { address: 'MONGO_URL', ca: 'MONGO_CA' }

/** MongoDB's own codes for who is not let in, or may not do what he asks for. */
const REFUSALS = new Map<unknown, string>([
  [18, 'MongoDB refuses the user: look at the user, the password and authSource in MONGO_URL'],
  [8000, 'MongoDB refuses the user: look at the user, the password and authSource in MONGO_URL'],
  [13, 'MongoDB does not permit it: look at the roles of the user in MONGO_URL'],
])

/** The views cannot be used now, and why, for whoever runs this process. */
export function viewsTrouble(err: Error): ViewsUnavailableError {
  const cause = reasonOf(err)
  const refusal = cause instanceof MongoServerError ? REFUSALS.get(cause.code) : undefined
  const tls = tlsTrouble(cause, NAMES)
  if (refusal ?? tls)
    return new ViewsUnavailableError(refusal ?? `MongoDB: ${tls}`, { cause: err, refused: true })
  const why = err instanceof MongoServerSelectionError ? ': look at MONGO_URL' : ''
  return new ViewsUnavailableError(`MongoDB did not answer as it should (${err.name})${why}`, { cause: err })
}

/** Why no server could be used: what the first of them that failed failed of. */
function reasonOf(err: Error): Error {
  if (!(err instanceof MongoServerSelectionError)) return err
  const failed = [...(err.reason?.servers.values() ?? [])].find(({ error }) => error !== null)
  return failed?.error ?? err
}
