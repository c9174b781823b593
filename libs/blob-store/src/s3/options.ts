export type S3Options = {
  /** `http://host:port` or `https://host`; no path. */
  endpoint: string
  /** Where clients reach the same store, for links; none are made when it is missing. */
  publicUrl?: string | undefined
  bucket: string
  /** Named always: without it every first request of a bucket would be preceded by one that asks for it. */
  region: string
  accessKey: string
  secretKey: string
  /** The store is given up when it moves no byte for this long. Default 30 s. */
  stallMs?: number
}
