const MIB = 1024 * 1024

/**
 * How many bytes part 1, 2, 3… has: 8 MiB, doubled after every thousand, so that S3's 10,000 parts hold its 5 TiB
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). Only the last has fewer.
 */
export function partBytes(number: number): number {
  return 8 * MIB * 2 ** Math.floor((number - 1) / 1000)
}

/** S3 refuses to complete an upload in which a part but the last is smaller. */
export const LEAST_PART_BYTES = 5 * MIB

/** What every put may gather without asking: more than any event or outbox entry has. */
export const FREE_BYTES = 256 * 1024

/** What has to be here of a part before its request begins: a trickle occupies nothing at the store. */
export const LEAD_BYTES = 64 * 1024
