import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBucket, openS3Blobs } from '@soundmill/blob-store/s3'
import { uniqueNamespace } from '@soundmill/test-support'
import {
  createMinioAdmin,
  ensureUsers,
  MinioRefusedError,
  nameOf,
  S3_USERS,
  type UsersOptions,
} from '@soundmill/topology/s3-users'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { POLICIES } from './users.ts'

const s3 = inject('s3')
const region = 'us-east-1'

const SECRETS = {
  topology: 'secret-of-topology',
  ingest: 'secret-of-ingest',
  processor: 'secret-of-processor',
  status: 'secret-of-status',
  operator: 'secret-of-operator',
}

describe.skipIf(!s3)('the users of an S3 store', () => {
  async function setup() {
    const root = s3 ?? { endpoint: '', accessKey: '', secretKey: '' }
    const admin = createMinioAdmin({ ...root, region })
    const dir = await mkdtemp(join(tmpdir(), 'soundmill-policies-'))
    await cp(POLICIES, dir, { recursive: true })
    const options: UsersOptions = {
      ...{ dir, bucket: uniqueNamespace(), prefix: `t${randomBytes(4).toString('hex')}` },
      secrets: SECRETS,
    }
    onTestFinished(async () => {
      for (const name of S3_USERS.map((user) => nameOf(options.prefix, user))) {
        await admin.removeUser(name)
        await admin.removePolicy(name)
      }
      await rm(dir, { recursive: true })
    })
    await ensureBucket({ ...root, region, bucket: options.bucket })
    /** Whether ingest can write with this secret. */
    async function canWrite(secretKey: string) {
      const accessKey = nameOf(options.prefix, 'ingest')
      const own = { endpoint: root.endpoint, region, bucket: options.bucket, accessKey, secretKey }
      const blobs = openS3Blobs({ ...own, stallMs: 500 })
      onTestFinished(() => blobs.close())
      return blobs.put('source/any/any', content()).then(
        () => true,
        () => false,
      )
    }
    return { admin, root, options, canWrite }
  }

  it('are made, and made again without a difference', async () => {
    const { admin, options, canWrite } = await setup()
    const done = await ensureUsers(admin, options)
    expect(done).toHaveLength(S3_USERS.length)
    expect(await ensureUsers(admin, options)).toEqual(done)
    expect(await canWrite(SECRETS.ingest)).toBe(true)
  })

  it('have another secret as soon as they are made with another, and the old one is none', async () => {
    const { admin, options, canWrite } = await setup()
    await ensureUsers(admin, options)
    await ensureUsers(admin, { ...options, secrets: { ...SECRETS, ingest: 'another-secret' } })
    expect(await canWrite('another-secret')).toBe(true)
    expect(await canWrite(SECRETS.ingest)).toBe(false)
  })

  it('may what the policy says now, whatever it said before', async () => {
    const { admin, options, canWrite } = await setup()
    await ensureUsers(admin, options)
    const nothing = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'See', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::soundmill'] },
      ],
    }
    await writeFile(join(options.dir, 'ingest.json'), JSON.stringify(nothing))
    await ensureUsers(admin, options)
    expect(await canWrite(SECRETS.ingest)).toBe(false)
  })

  it('are not made by somebody who is no administrator, and the refusal tells no secret', async () => {
    const { admin, root, options } = await setup()
    await ensureUsers(admin, options)
    const accessKey = nameOf(options.prefix, 'ingest')
    const nobody = createMinioAdmin({ ...root, region, accessKey, secretKey: SECRETS.ingest })
    const refusal = await ensureUsers(nobody, options).catch((err: unknown) => err)
    expect(refusal).toBeInstanceOf(MinioRefusedError)
    expect(String(refusal)).toContain('AccessDenied')
    for (const secret of Object.values(SECRETS)) expect(String(refusal)).not.toContain(secret)
  })
})

async function* content() {
  yield Buffer.from('a few bytes')
}
