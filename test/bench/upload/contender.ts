import type { S3Address } from '@soundmill/test-support'

/**
 * Who takes uploads. All but the first stand between the client and the store:
 * - `presigned`: a PUT straight to the store, signed for in advance. The floor.
 * - `soundmill`: ingest as it is deployed, `POST /v1/episodes`. SHA-256, sniffing, outbox, event.
 * - `put`, `put unhashed`: ten lines of Fastify around our blob store, with SHA-256 on the way and without.
 * - `minio`, `minio hashed`: the same ten lines around `putObject(bucket, name, stream)`, as it is mostly written.
 * - `minio sized`: the same, told the size.
 * - `tusd`, `tusd unhashed`: the reference server of tus with its S3 store, as it is and with
 *   `-s3-disable-content-hashes`; the whole upload in one creation-with-upload request.
 */
export const CONTENDERS = [
  'presigned',
  'soundmill',
  'put',
  'put unhashed',
  'minio',
  'minio sized',
  'minio hashed',
  'tusd',
  'tusd unhashed',
] as const

export type Contender = (typeof CONTENDERS)[number]

/** What a contender works with. */
export type Surroundings = {
  /** For its files; removed with everything in it. */
  dir: string
  s3: S3Address
  /** Its own, empty. */
  bucket: string
  /** A log with everything in it that ingest needs, and the namespace of that. */
  natsUrl: string
  namespace: string
  /** The full path of tusd; without it tusd does not take part. */
  tusd: string | undefined
  /** How many uploads it must be ready for at once. */
  atOnce: number
  /** Aborted when everything is to end. */
  signal: AbortSignal
}

/** How to hand it uploads. */
export type Door = {
  method: 'PUT' | 'POST'
  /** `Name: value`, the same for every upload. */
  headers: string[]
  /** One for each upload. */
  urls: string[]
}

/** A contender that is ready. */
export type Standing = {
  /** Its process; undefined where nothing stands between the client and the store. */
  pid?: number
  /** The door for so many uploads of so many bytes; another name, other uploads. */
  door(name: string, uploads: number, bytes: number): Promise<Door> | Door
  /** The end of what it printed, to see why it did not do as it should. */
  lastWords(): Promise<string>
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>
}
