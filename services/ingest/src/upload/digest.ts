import { invalidHeader } from '../problems.ts'

/** One member of an RFC 8941 dictionary whose value is a byte sequence; its parameters are ignored. */
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):(?: *; *[a-z*][a-z0-9_.*-]*(?:=[^,;]+)?)*$/

const SHA256_BYTES = 32

/**
 * The SHA-256 (hex) a client promises in `Repr-Digest` (RFC 9530); undefined when it promises none:
 * other algorithms are ignored, as the RFC says. Throws a 400 for what is not a digest.
 */
export function readReprDigest(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const digests = new Map(header.split(',').map(member))
  const promised = digests.get('sha-256')
  if (promised === undefined) return undefined
  const digest = Buffer.from(promised, 'base64')
  if (digest.length !== SHA256_BYTES) throw invalidHeader('Repr-Digest', 'a sha-256 has 32 bytes')
  return digest.toString('hex')
}

/** Algorithm and base64. Of two of one name the last counts (RFC 8941, 3.2), as in a Map. */
function member(text: string): [algorithm: string, base64: string] {
  const [, algorithm, base64] = MEMBER.exec(text.replaceAll(/^[ \t]+|[ \t]+$/g, '')) ?? []
  if (algorithm !== undefined && base64 !== undefined) return [algorithm, base64]
  throw invalidHeader('Repr-Digest', 'must look like sha-256=:<base64>:')
}
