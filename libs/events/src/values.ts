import { z } from 'zod'

/*
 * The small values every event is made of. What is read from the log is checked by its shape only:
 * a list that may grow (codes, formats) is a pattern here, so that a reader of today understands a
 * writer of tomorrow, and a closed list where it is written (`codes.ts`).
 */

/** A slug that names what an episode belongs to; `default` when the client names none. */
export const Show = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a slug: a-z, 0-9 and -, at most 63 long')
export const Uuid = z.uuid()
/** Hexadecimal, lower case. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** A key of the blob store. Slashes separate; no segment is empty, `.` or `..`. */
export const BlobKey = z
  .string()
  .regex(/^(?!\.{1,2}(\/|$))[\w.@=-]+(\/(?!\.{1,2}(\/|$))[\w.@=-]+)*$/)
  .max(512)
/** RFC 3339, in UTC. */
export const Time = z.iso.datetime()
/** W3C Trace Context, version 00. */
export const Traceparent = z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
/** Who asked: an API key's owner or a token's subject; `anonymous` where there are none. */
export const Principal = z.string().min(1).max(256)
/** A word of ours: lower case, optionally specified further behind a colon (`limit_exceeded:channels`). */
export const Code = z
  .string()
  .regex(/^[a-z0-9_-]+(:[a-z0-9_-]+)?$/)
  .max(80)
/** The last lines a tool printed; never more than 4 KiB. */
export const LogTail = z.string().max(4096)
export const Bytes = z.int().nonnegative()
export const Seconds = z.number().nonnegative()
/** Text from a client: shown, never interpreted. */
export const Label = z.string().max(255)
/** Decibels, LUFS or LU; `null` stands for minus infinity (digital silence), which JSON cannot say. */
export const Level = z.number().nullable()
