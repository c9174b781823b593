import { BlobNotFoundError } from '@soundmill/blob-store'
import { openS3Blobs } from '@soundmill/blob-store/s3'
import { S3_USERS, type S3User } from '@soundmill/topology/s3-users'
import { S3Error } from 'minio'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ACTS, keyIn, RIGHTS } from './acts.ts'
import { openS3Users, type S3Users } from './users.ts'

const s3 = inject('s3')

const isDenied = (err: unknown): boolean => err instanceof S3Error && err.code === 'AccessDenied'

/** More than a part, so that it is a multipart upload that breaks off. */
async function* thatBreaksOff() {
  yield Buffer.alloc(9 * 1024 ** 2)
  throw new Error('broke off')
}

describe.skipIf(!s3)('F35: the policies of deploy/s3', () => {
  let users: S3Users
  beforeAll(async () => {
    users = await openS3Users(s3 ?? { endpoint: '', accessKey: '', secretKey: '' })
    await users.root.makeBucket(users.bucket)
    for (const kind of Object.keys(RIGHTS)) await users.root.putObject(users.bucket, keyIn(kind), 'something')
  })
  afterAll(() => users?.close())

  it.each(ACTS.map((act) => ({ ...act, who: act.may.join(', ') || 'nobody' })))(
    'let $who $what, and nobody else',
    async ({ may, attempt }) => {
      const could: string[] = []
      for (const user of S3_USERS) {
        const outcome = await attempt(users.clientOf(user), users.bucket).catch((err: unknown) => err)
        if (!isDenied(outcome)) could.push(user)
      }
      expect(could.sort()).toEqual([...may].sort())
    },
  )

  it.each<[S3User, string]>([
    ['ingest', 'source'],
    ['processor', 'source'],
    ['status', 'artifacts'],
    ['operator', 'uploads'],
  ])('tell %s from a refusal that nothing is there', async (user, kind) => {
    const blobs = openS3Blobs(users.optionsOf(user))
    await expect(blobs.get(`${kind}/nothing/there`)).rejects.toThrow(BlobNotFoundError)
    expect(await blobs.head(`${kind}/nothing/there`)).toBeUndefined()
    await blobs.close()
  })

  it.each<[S3User, string]>([
    ['ingest', 'source/any/broken'],
    ['processor', 'artifacts/any/broken'],
  ])('let %s take back what it began to write', async (user, key) => {
    const blobs = openS3Blobs(users.optionsOf(user))
    await expect(blobs.put(key, thatBreaksOff())).rejects.toThrow('broke off')
    const begun = await users.root.listIncompleteUploadsQuery(users.bucket, key, '', '', '')
    expect(begun.uploads).toEqual([])
    await blobs.close()
  })

  it('let status sign links to what it may read, and to nothing else', async () => {
    const publicUrl = users.optionsOf('status').endpoint
    const blobs = openS3Blobs({ ...users.optionsOf('status'), publicUrl })
    const statusOf = async (kind: string) => {
      const link = { expiresInSeconds: 60, filename: 'x', mediaType: 'audio/mpeg' }
      return (await fetch((await blobs.presignGet(keyIn(kind), link)) ?? '')).status
    }
    expect(await Promise.all(['artifacts', 'source', 'outbox', 'log'].map(statusOf))).toEqual([
      200, 200, 403, 403,
    ])
    await blobs.close()
  })
})
