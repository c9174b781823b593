export { ensureUsers, nameOf, type UsersOptions } from './ensure-users.ts'
export { S3UsersEnv } from './env.ts'
export { createMinioAdmin, type MinioAdmin, MinioRefusedError } from './minio-admin.ts'
export { Policy, readPolicy, S3_USERS, type S3User } from './policies.ts'
