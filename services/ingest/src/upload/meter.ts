import { createHash } from 'node:crypto'
import { HttpProblem } from '@soundmill/runtime'
import { tooLarge } from '../problems.ts'

export type MeterOptions = {
  /** What it is, for the refusal of too much of it. Default: a recording. */
  what?: string
  maxBytes: number
  /** The SHA-256 (hex) the client promised. */
  promised?: string | undefined
  /** Told of every piece as it passes. */
  onBytes?(bytes: number): void
}

export type Measured = { bytes: number; sha256: string }

/** Bytes that are weighed as they pass. */
export type Metered = {
  content: AsyncGenerator<Uint8Array>
  /** Of the whole; only once the content has ended. */
  measured(): Measured
}

/**
 * Counts and hashes what passes. The content fails with `too_large` before a byte beyond the limit is
 * handed on, and with `digest_mismatch` instead of ending: who stores it, stores all of it or nothing.
 */
export function meter(content: AsyncIterable<Uint8Array>, options: MeterOptions): Metered {
  const hash = createHash('sha256')
  let bytes = 0
  let sha256: string | undefined

  async function* metered() {
    for await (const chunk of content) {
      bytes += chunk.length
      if (bytes > options.maxBytes) throw tooLarge(options.maxBytes, options.what)
      hash.update(chunk)
      options.onBytes?.(chunk.length)
      yield chunk
    }
    sha256 = hash.digest('hex')
    if (options.promised !== undefined && options.promised !== sha256) throw mismatch(sha256)
  }

  return {
    content: metered(),
    measured() {
      if (sha256 === undefined) throw new Error('measured before the content had ended')
      return { bytes, sha256 }
    },
  }
}

function mismatch(sha256: string): HttpProblem {
  const arrived = Buffer.from(sha256, 'hex').toString('base64')
  return new HttpProblem(422, 'digest_mismatch', `what arrived has sha-256=:${arrived}:; nothing was kept`)
}
