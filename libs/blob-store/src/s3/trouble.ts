import { tlsTrouble } from '@soundmill/tls'
import { StoreUnavailableError } from '../index.ts'

const NAMES = { address: 'S3_ENDPOINT', ca: 'S3_CA' }

/** What S3 says to who is not configured as it should be, and which variable to look at. */
const REFUSALS: Record<string, string> = {
  InvalidAccessKeyId: 'look at S3_ACCESS_KEY',
  SignatureDoesNotMatch: 'look at S3_SECRET_KEY',
  AccessDenied: 'look at S3_ACCESS_KEY, S3_SECRET_KEY and what this user may do with S3_BUCKET',
  NoSuchBucket: 'run the topology step, or look at S3_BUCKET',
  AuthorizationHeaderMalformed: 'look at S3_REGION',
  RequestTimeTooSkewed: 'look at the clocks of both machines',
}

/** The store cannot be used now, and why, for whoever runs this process. */
export function storeTrouble(cause: unknown, code: string): StoreUnavailableError {
  const refusal = REFUSALS[code]
  if (refusal !== undefined)
    return new StoreUnavailableError(`the S3 store says ${code}: ${refusal}`, { cause, refused: true })
  const tls = tlsTrouble(cause, NAMES)
  if (tls !== undefined) return new StoreUnavailableError(`the S3 store: ${tls}`, { cause, refused: true })
  const why = code ? `says ${code}` : `does not answer${systemCode(cause)}: look at S3_ENDPOINT`
  return new StoreUnavailableError(`the S3 store ${why}`, { cause })
}

/** ECONNREFUSED, ENOTFOUND and their like, where there is one. */
function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
}
