import type { MinioAdmin } from './minio-admin.ts'
import { readPolicy, S3_USERS, type S3User } from './policies.ts'

export type UsersOptions = {
  /** Where the policies are. */
  dir: string
  bucket: string
  /** What names of users and policies begin with, so that several systems can share a store. */
  prefix: string
  secrets: Record<S3User, string>
}

/** The access key of a user, and the name of its policy. */
export const nameOf = (prefix: string, user: S3User): string => `${prefix}-${user}`

/**
 * Makes the user of each service with its policy, or brings them to what they should be: another secret, a policy
 * that was changed. Running it again changes nothing. Returns what stands now, one sentence each.
 */
export async function ensureUsers(admin: MinioAdmin, options: UsersOptions): Promise<string[]> {
  const { dir, bucket, prefix, secrets } = options
  const done: string[] = []
  for (const user of S3_USERS) {
    const name = nameOf(prefix, user)
    await admin.putPolicy(name, await readPolicy(dir, user, bucket))
    await admin.putUser(name, secrets[user])
    await admin.setPolicyOf(name, name)
    done.push(`the S3 user ${name} has what ${user}.json says, and no more`)
  }
  return done
}
