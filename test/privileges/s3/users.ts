import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { openS3Blobs, type S3Options } from '@soundmill/blob-store/s3'
import { type S3Address, uniqueNamespace } from '@soundmill/test-support'
import {
  createMinioAdmin,
  ensureUsers,
  type MinioAdmin,
  nameOf,
  S3_USERS,
  type S3User,
} from '@soundmill/topology/s3-users'
import { Client } from 'minio'

export const POLICIES = fileURLToPath(new URL('../../../deploy/s3', import.meta.url))
export const REGION = 'us-east-1'

/** A bucket of one's own at a store that others use, and the users of every service there. */
export type S3Users = {
  bucket: string
  admin: MinioAdmin
  /** How a service is configured that is this user. */
  optionsOf(user: S3User): S3Options
  clientOf(user: S3User): Client
  root: Client
  /** Takes everything away that was made here; the bucket stays, empty. */
  close(): Promise<void>
}

const SECRETS: Record<S3User, string> = {
  topology: 'secret-of-topology',
  ingest: 'secret-of-ingest',
  processor: 'secret-of-processor',
  status: 'secret-of-status',
  operator: 'secret-of-operator',
}

export async function openS3Users(s3: S3Address): Promise<S3Users> {
  const bucket = uniqueNamespace()
  const prefix = `t${randomBytes(4).toString('hex')}`
  const admin = createMinioAdmin({ ...s3, region: REGION })
  await ensureUsers(admin, { dir: POLICIES, bucket, prefix, secrets: SECRETS })

  const optionsOf = (user: S3User) => ({
    ...{ endpoint: s3.endpoint, bucket, region: REGION },
    ...{ accessKey: nameOf(prefix, user), secretKey: SECRETS[user] },
  })
  const root = createClient({ ...s3, bucket, region: REGION })
  return {
    bucket,
    admin,
    optionsOf,
    clientOf: (user) => createClient(optionsOf(user)),
    root,
    async close() {
      for (const user of S3_USERS) {
        await admin.removeUser(nameOf(prefix, user))
        await admin.removePolicy(nameOf(prefix, user))
      }
      if (!(await root.bucketExists(bucket))) return
      const blobs = openS3Blobs({ ...s3, bucket, region: REGION })
      for await (const { key } of blobs.list('')) await blobs.delete(key)
      await blobs.close()
    },
  }
}

function createClient({ endpoint, accessKey, secretKey, region }: S3Options): Client {
  const { hostname, port } = new URL(endpoint)
  const retryOptions = { disableRetry: true }
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey,
    secretKey,
    region,
    retryOptions,
  })
}
