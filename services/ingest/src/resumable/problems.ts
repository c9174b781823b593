import { HttpProblem } from '@soundmill/runtime'

/** The one version of the protocol there is. */
export const TUS_VERSION = '1.0.0'

/** 412, whatever else the request wanted. */
export function unsupportedVersion(asked: string | undefined): HttpProblem {
  const got = asked === undefined ? 'there is none' : `it is ${JSON.stringify(asked).slice(0, 40)}`
  return new HttpProblem(412, 'unsupported_tus_version', `Tus-Resumable must be ${TUS_VERSION}; ${got}`, {
    headers: { 'tus-version': TUS_VERSION },
  })
}

export function noSuchUpload(): HttpProblem {
  return new HttpProblem(404, 'not_found', 'there is no such upload')
}

/** 410: whoever wants the recording in has to begin again. */
export function uploadEnded(reason: string): HttpProblem {
  return new HttpProblem(410, 'upload_ended', `this upload is over: ${reason}`)
}

export function offsetConflict(offset: number, asked: number): HttpProblem {
  const detail = `the next byte of this upload is the one at ${offset}, not at ${asked}; HEAD tells it too`
  return new HttpProblem(409, 'offset_conflict', detail)
}

export function checksumMismatch(): HttpProblem {
  const detail = 'the bytes do not have the checksum they came with; none of them was kept'
  return new HttpProblem(460, 'checksum_mismatch', detail)
}

/** 413 for more bytes than are left of the upload. */
export function bodyTooLong(left: number): HttpProblem {
  const detail = `${left} bytes are missing to the end of the upload, and more were sent`
  return new HttpProblem(413, 'too_large', detail)
}

/** 413 for an upload that came in so many pieces that no more are kept track of. */
export function tooManyPieces(pieces: number, most: number): HttpProblem {
  const detail = `the upload came in ${pieces} pieces, and from ${most} on no more are taken: begin anew, with larger ones`
  return new HttpProblem(413, 'too_large', detail)
}

/** 409: it is too late to end an upload whose bytes are all here. */
export function isFinishing(): HttpProblem {
  const detail =
    'all bytes of this upload are here, and its episode is being made; HEAD tells what became of it'
  return new HttpProblem(409, 'conflict', detail)
}

export function emptyInput(): HttpProblem {
  return new HttpProblem(422, 'empty_input', 'the recording has no bytes')
}

/** What passes by itself. */
const PASSING = new Set([408, 429, 503, 507])

/**
 * tus-js-client, and what is built on it, takes every refusal of a HEAD but 423 for the end of the upload and begins
 * at the first byte (`_resumeUpload`, 4.3.1). So a HEAD that cannot be answered now is told that it is locked.
 */
export function heardRight(error: unknown, method: string): unknown {
  if (method !== 'HEAD' || !(error instanceof HttpProblem) || !PASSING.has(error.status)) return error
  const { message, headers } = error
  return new HttpProblem(423, 'upload_locked', message, { headers, cause: error })
}
