import { InvalidKeyError } from './index.ts'

/** What S3 allows. */
const MAX_KEY = 1024
/** What file systems allow for one name, and MinIO is one. */
const MAX_SEGMENT = 255

const SEGMENT = /^[A-Za-z0-9_.@=-]+$/

/** Whether it can stand between two slashes of a key. */
export function isSegment(text: string): boolean {
  return text.length <= MAX_SEGMENT && SEGMENT.test(text) && text !== '.' && text !== '..'
}

/** Throws InvalidKeyError. What passes cannot leave a directory it is joined to. */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY || !key.split('/').every(isSegment))
    throw new InvalidKeyError(`not a key: ${show(key)}`)
}

/** The same for the beginning of a key: nothing, or a key with or without a slash behind it. MinIO refuses one that ends in `/.` or `/..`, so all do. */
export function assertPrefix(prefix: string): void {
  if (prefix === '') return
  const key = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  if (prefix.length > MAX_KEY || !key.split('/').every(isSegment)) {
    throw new InvalidKeyError(`not the beginning of a key: ${show(prefix)}`)
  }
}

/** Short and in one line, whatever somebody sent. */
function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
