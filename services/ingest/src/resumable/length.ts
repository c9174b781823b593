import { invalidHeader, tooLarge } from '../problems.ts'
import { emptyInput } from './problems.ts'
import type { Upload, Uploads } from './uploads.ts'

type Deps = { uploads: Uploads; maxUploadBytes: number }

/** Throws for a length that no recording here can have. */
export function requireLength(length: number, maxBytes: number): void {
  if (length > maxBytes) throw tooLarge(maxBytes)
  if (length === 0) throw emptyInput()
}

/**
 * The upload with the length that a request brings, which is not stored yet: a request that is refused changes
 * nothing. Once there is one, no request may bring another.
 */
export function withLength(
  { maxUploadBytes }: Pick<Deps, 'maxUploadBytes'>,
  upload: Upload,
  length: number | undefined,
): Upload {
  if (length === undefined) return upload
  if (upload.length !== undefined) {
    requireSameLength(upload, length)
    return upload
  }
  requireLength(length, maxUploadBytes)
  if (length < upload.chain.end) {
    throw invalidHeader('Upload-Length', `${upload.chain.end} bytes are here already`)
  }
  return { ...upload, length }
}

/**
 * Stores the length that a request brought, before its bytes count. Of two requests at once with two lengths the
 * shorter counts; this throws a 400 when that is another one's.
 */
export async function claimLength({ uploads }: Pick<Deps, 'uploads'>, { id, length }: Upload): Promise<void> {
  if (length === undefined) return
  await uploads.putLength(id, length)
  const now = await uploads.read(id)
  if (now) requireSameLength(now, length)
}

/** Throws a 400 when the upload has another length than the request thinks. */
export function requireSameLength(upload: Upload, length: number): void {
  if (upload.length === length) return
  throw invalidHeader('Upload-Length', `is ${upload.length} already, and cannot be changed`)
}
