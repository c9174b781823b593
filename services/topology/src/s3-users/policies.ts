import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Who has a user of its own; each has a policy `<name>.json`. */
export const S3_USERS = ['topology', 'ingest', 'processor', 'status', 'operator'] as const
export type S3User = (typeof S3_USERS)[number]

const Statement = z.strictObject({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.array(z.string().startsWith('arn:aws:s3:::soundmill')),
})

/** As much of IAM's language as our policies use. */
export const Policy = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(Statement) })
export type Policy = z.infer<typeof Policy>

/** The policies as they are written are for a bucket of this name. */
const WRITTEN_FOR = /^arn:aws:s3:::soundmill(?=\/|$)/

/** What a user may in this bucket. Rejects when there is no such file, or something else in it. */
export async function readPolicy(dir: string, user: S3User, bucket: string): Promise<Policy> {
  const { Version, Statement } = Policy.parse(JSON.parse(await readFile(join(dir, `${user}.json`), 'utf8')))
  const named = (resource: string) => resource.replace(WRITTEN_FOR, `arn:aws:s3:::${bucket}`)
  return { Version, Statement: Statement.map((each) => ({ ...each, Resource: each.Resource.map(named) })) }
}
