import { createHash, type Hash } from 'node:crypto'
import { invalidHeader } from '../problems.ts'

/** As the protocol names them and Node knows them, the best first; `sha1` is the one everybody must have. */
const ALGORITHMS = ['sha256', 'sha1', 'md5']

/** For `Tus-Checksum-Algorithm`. */
export const CHECKSUM_ALGORITHMS = ALGORITHMS.join(',')

/** What a request's bytes must come to. */
export type Checksum = { hash: Hash; expected: Buffer }

const HEADER = /^([a-z0-9-]+) ([A-Za-z0-9+/]+={0,2})$/

/** Reads `Upload-Checksum`. Throws a 400 for an algorithm we do not have, and for what is no checksum. */
export function readChecksum(header: string | undefined): Checksum | undefined {
  if (header === undefined) return undefined
  const [, algorithm = '', base64 = ''] = HEADER.exec(header) ?? []
  if (algorithm === '') throw wrong('must be the name of an algorithm, a space, and base64')
  if (!ALGORITHMS.includes(algorithm)) {
    throw wrong(`${algorithm} is not supported; there are: ${ALGORITHMS.join(', ')}`)
  }
  const expected = Buffer.from(base64, 'base64')
  const { length } = createHash(algorithm).digest()
  if (expected.length !== length) throw wrong(`a ${algorithm} has ${length} bytes`)
  return { hash: createHash(algorithm), expected }
}

/** Hands the bytes on, and adds each to the hash. */
export async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash) {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}

const wrong = (message: string) => invalidHeader('Upload-Checksum', message)
