import { HttpProblem } from '@soundmill/runtime'

/** Visible ASCII, so that the key means the same to every proxy, log and hash. */
const KEY = /^[\x21-\x7e]{1,255}$/

/** The client's `Idempotency-Key`, if it sent one. Throws a 400 for what cannot be one. */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && KEY.test(header)) return header
  const detail = 'Idempotency-Key must have 1 to 255 visible ASCII characters'
  throw new HttpProblem(400, 'invalid_idempotency_key', detail)
}
