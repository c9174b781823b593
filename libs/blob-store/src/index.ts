import type { Readable } from 'node:stream'

/**
 * Bytes by key. Keys look like paths: `source/<episode>/<id>`; each segment is `[A-Za-z0-9_.@=-]+`, never `.` or
 * `..`, at most 255 characters, 1024 in all. What one key names is never the folder of another (`a` and `a/b`):
 * stores that keep blobs as files refuse it. Every method rejects what is not a key with InvalidKeyError, and with
 * StoreUnavailableError when the store cannot be asked, in bounded time.
 */
export interface BlobStore {
  /**
   * All or nothing: a reader sees the whole blob or none, and what it resolves to is durable. When the
   * content fails half-way (an upload that broke off, a digest that does not match) or the signal aborts,
   * it rejects with that very error and leaves nothing behind. An abort after the last byte was taken may come
   * too late: either it is not heeded, or the put rejects and the blob may stand all the same. Nobody waits for
   * more than seconds after an abort, whatever the store does; what a store that hangs keeps of an upload then, a
   * sweeper has to remove. Memory is bounded, whatever the length. Chunks must not be changed once handed over.
   * Rejects with StoreFullError when there is no room.
   */
  put(key: string, content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<{ bytes: number }>
  /**
   * The bytes, or those of a range. What is read is one whole blob, old or new, also when it is replaced
   * meanwhile. Rejects with BlobNotFoundError. The stream must be read to its end or destroyed; it fails with
   * StoreUnavailableError when the store stops sending. When the signal aborts, whatever is under way fails at
   * once with its reason: the promise, or the stream.
   */
  get(key: string, options?: { range?: ByteRange; signal?: AbortSignal }): Promise<Readable>
  /** Undefined when there is none. */
  head(key: string): Promise<BlobHead | undefined>
  /**
   * Everything whose key begins with `prefix`, a few at a time: nothing, or a key with or without a slash behind
   * it. Order is not promised, nor whether what is put or deleted meanwhile is seen.
   */
  list(prefix: string): AsyncIterable<BlobHead>
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>
  /** A link that anybody can GET for a while; undefined where clients cannot reach the store. It is not checked whether there is such a blob. */
  presignGet(key: string, options: PresignOptions): Promise<string | undefined>
  /**
   * Takes away what puts left behind that began before that time and broke off without a chance to tidy up: a
   * killed process, a store that hung. Blobs are never touched, nor puts of this very store that are under way;
   * a put of another process that began before then and still runs may fail with StoreUnavailableError, so the
   * time has to be longer ago than any put takes. Resolves to how many it took away. What a store cannot name any
   * more stays out of reach (see the adapter). When the signal aborts it rejects with its reason at once, and what
   * is left then is left to the next sweep.
   */
  sweep(before: Date, options?: { signal?: AbortSignal }): Promise<number>
  /** Lets go of connections. Nothing may be under way. */
  close(): Promise<void>
}

/**
 * `expectedBytes` is how many bytes the caller believes will come, as a `Content-Length` promises; a store that
 * knows may pass them on as they arrive instead of gathering them first. It may be wrong: what is put is what
 * comes, or the put fails, and then leaves nothing. Anything that is no length counts as not given.
 */
export type PutOptions = { signal?: AbortSignal | undefined; expectedBytes?: number | undefined }

/**
 * Both ends are included, as in an HTTP Range. An end beyond the last byte means the last byte; a range that
 * begins after it, or is none, rejects with RangeError.
 */
export type ByteRange = { start: number; end: number }

export type BlobHead = { key: string; bytes: number; modifiedAt: Date }

/** `filename` is what a browser saves it as, in any script; at most seven days. */
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
  /** It is there and will not have us, as we are configured: waiting alone does not help. */
  readonly refused: boolean
  constructor(message: string, { refused = false, ...options }: ErrorOptions & { refused?: boolean } = {}) {
    super(message, options)
    this.refused = refused
  }
}

/** What comes with no expected length has to be gathered, and others had all the memory for that for too long. */
export class NoMemoryError extends StoreUnavailableError {
  override name = 'NoMemoryError'
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
