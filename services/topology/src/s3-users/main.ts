import { S3Env, s3Options, s3Together } from '@soundmill/blob-store/s3'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { ensureUsers } from './ensure-users.ts'
import { S3UsersEnv, usersOptions } from './env.ts'
import { createMinioAdmin } from './minio-admin.ts'

/** The account here is an administrator's: nothing else of Soundmill needs one. */
const Config = z.object({ ...LogEnv, ...S3Env, ...S3UsersEnv }).check(s3Together)

/**
 * For a MinIO of one's own, before everything else: makes a user for each service, with the policies of `deploy/s3`,
 * and ends. Other stores have their own way to make users; the policies are the same (docs/least-privilege.md).
 */
await runOnce('s3-users', Config, async ({ config, log }) => {
  const store = s3Options(config)
  const admin = createMinioAdmin(store)
  for (const done of await ensureUsers(admin, { ...usersOptions(config), bucket: store.bucket }))
    log.info({}, done)
})
