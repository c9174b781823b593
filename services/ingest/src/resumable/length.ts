import { invalidHeader, tooLarge } from '../problems.ts'
import { emptyInput } from './problems.ts'
import type { Upload, Uploads } from './uploads.ts'

type Deps = { uploads: Uploads; maxUploadBytes: number }

/** Throws for a length that no recording here can have. */
export function requireLength(length: number, maxBytes: number): void {
  if (length > maxBytes) throw tooLarge(maxBytes)
  if (length === 0) throw emptyInput()
}

/** The upload with the length that a request brings. Once there is one, no request may bring another. */
export async function withLength(deps: Deps, upload: Upload, length: number | undefined): Promise<Upload> {
  if (length === undefined || length === upload.length) return upload
  if (upload.length !== undefined) {
    throw invalidHeader('Upload-Length', `is ${upload.length} already, and cannot be changed`)
  }
  requireLength(length, deps.maxUploadBytes)
  if (length < upload.chain.end) {
    throw invalidHeader('Upload-Length', `${upload.chain.end} bytes are here already`)
  }
  await deps.uploads.putLength(upload.id, length)
  return { ...upload, length }
}
