export type S3Options = {
  /** `http://host:port` or `https://host`; no path. */
  endpoint: string
  /** In PEM: whom to trust instead of the public authorities. For `https:` only. */
  ca?: string | undefined
  /** Where clients reach the same store, for links; none are made when it is missing. */
  publicUrl?: string | undefined
  bucket: string
  /** Named always: without it every first request of a bucket would be preceded by one that asks for it. */
  region: string
  accessKey: string
  secretKey: string
  /** The store is given up when it moves no byte for this long. Default 30 s. */
  stallMs?: number
  /**
   * What all puts together may keep in memory: a quarter of it copies of parts that stream through, three eighths
   * parts that are gathered, of those never less than two (16 MiB). The rest is for what each put under way keeps
   * besides, up to 64 KiB while it waits for a part to begin. Default 256 MiB.
   */
  memoryBytes?: number
  /**
   * How long a part that is to be gathered waits for memory that other puts have; then its put fails with
   * StoreUnavailableError. Default 60 s.
   */
  memoryWaitMs?: number
}
