import { S3Error } from 'minio'
import { BlobNotFoundError, StoreFullError } from '../index.ts'
import { storeTrouble } from './trouble.ts'

/** The store's answer to a PUT of ours was no. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly status: number
  /** S3's name for the reason. */
  readonly code: string | undefined
  constructor(status: number, code: string | undefined) {
    super(`the store answered ${status} ${code ?? ''}`)
    this.status = status
    this.code = code
  }
}

/** S3 says these with 4xx, or with 200 at the end of a multipart upload; waiting helps all the same. */
const TRANSIENT = new Set([
  'InternalError',
  'SlowDown',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
])
/**
 * MinIO says so to a PUT when the last neighbour of the key is deleted at that very moment (once in 2800 puts and
 * deletes in one folder); who really has no right hears it some seconds later.
 */
const DENIED = 'AccessDenied'
const MISSING = new Set(['NoSuchKey', 'NotFound'])
/** MinIO's words for a full disk and for a bucket over its quota. */
const FULL = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded'])

/**
 * A refusal with a reason of its own stays one. Everything else passes: no connection, no answer, and what
 * `minio` makes of 408, 429, 500, 502, 503 and 504, an error without a code.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof RefusedError) {
    return isTransientStatus(error.status) || TRANSIENT.has(error.code ?? '') || error.code === DENIED
  }
  return !(error instanceof S3Error) || error.code === undefined || TRANSIENT.has(error.code)
}

function isTransientStatus(status: number): boolean {
  return (status >= 500 && status !== 507) || status === 408 || status === 429
}

/** S3's name for the reason, of either kind of refusal. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof RefusedError || error instanceof S3Error ? error.code : undefined
}

/** In the port's words. A missing bucket or a wrong key is the store being unavailable: no job may fail for good over that. */
export function translate(cause: unknown, key: string): Error {
  const code = codeOf(cause) ?? ''
  const isFull = cause instanceof RefusedError && cause.status === 507
  if (MISSING.has(code)) return new BlobNotFoundError(key, { cause })
  if (FULL.has(code) || isFull) return new StoreFullError('the S3 store is full', { cause })
  if (code === 'InvalidRange') return new RangeError(`${key} ends before the range begins`, { cause })
  return storeTrouble(cause, code)
}
