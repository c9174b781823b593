import { randomBytes } from 'node:crypto'

/**
 * A token nobody else uses: `t` and twelve lower-case hexadecimal digits. Good as the first token of a NATS
 * subject, in upper case as a stream's name, and as an S3 key segment or a database name.
 */
export function uniqueNamespace(): string {
  return `t${randomBytes(6).toString('hex')}`
}
