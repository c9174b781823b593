import type { Readable } from 'node:stream'

/** Bytes by key. Keys look like paths: `source/<episode>/<id>`; each segment is `[A-Za-z0-9_.@=-]+`, never `.` or `..`. */
export interface BlobStore {
  /**
   * All or nothing: a reader sees the whole blob or none, and what it resolves to is durable. When the
   * content fails half-way (an upload that broke off, a digest that does not match) or the signal aborts,
   * it rejects with that very error and leaves nothing behind. Memory is bounded, whatever the length.
   */
  put(key: string, content: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal }): Promise<{ bytes: number }>
  /** The bytes, or those of an inclusive range. Rejects with BlobNotFoundError. */
  get(key: string, options?: { range?: ByteRange }): Promise<Readable>
  /** Undefined when there is none. */
  head(key: string): Promise<BlobHead | undefined>
  /** Everything whose key begins with `prefix`, a few at a time. Order is not promised. */
  list(prefix: string): AsyncIterable<BlobHead>
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>
  /** A link that anybody can GET for a while; undefined where clients cannot reach the store. */
  presignGet(key: string, options: PresignOptions): Promise<string | undefined>
  close(): Promise<void>
}

/** Both ends are included, as in an HTTP Range. */
export type ByteRange = { start: number; end: number }

export type BlobHead = { key: string; bytes: number; modifiedAt: Date }

export type PresignOptions = { expiresInSeconds: number; filename: string; mediaType: string }

export class BlobNotFoundError extends Error {
  override name = 'BlobNotFoundError'
  readonly code = 'not_found'
  constructor(key: string, options?: ErrorOptions) {
    super(`no blob at ${key}`, options)
  }
}

/** The store did not answer, or answered that it cannot: try again later. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
  readonly code = 'store_unavailable'
}

/** The store (or its disk) is full. */
export class StoreFullError extends Error {
  override name = 'StoreFullError'
  readonly code = 'no_space'
}

/** Not a key: it is empty, too long, or tries to leave the store. */
export class InvalidKeyError extends Error {
  override name = 'InvalidKeyError'
}
