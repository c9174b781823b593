export { type BackupOptions, type BackupReport, backUpLog } from './back-up.ts'
export { BackupUnusableError } from './files.ts'
export { restoreLog } from './restore.ts'
export { LogRefusedError } from './snapshot-api.ts'
