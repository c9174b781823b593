import { HttpProblem } from '@soundmill/runtime'
import type { FastifyRequest } from 'fastify'
import { tooLarge } from '../problems.ts'

/** What a form costs besides its recordings and its cover: a spec, chapters, headers and boundaries. */
const FORM_BYTES = 1024 * 1024

export type SizeLimits = { maxBytes: number; maxSources: number; maxCoverBytes: number }

/** `recording`: the bytes themselves. `form`: a spec, perhaps, and then the bytes. */
export type BodyForm = 'recording' | 'form'

/** How the body is to be read; throws for what can be no recording, without reading any of it. */
export function bodyForm({ headers }: FastifyRequest): BodyForm {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') {
    throw unsupported(`Content-Encoding ${encoding} is not understood; send the recording as it is`)
  }
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'multipart/form-data') return 'form'
  if (type.startsWith('multipart/')) throw unsupported(`${type} is not understood; send multipart/form-data`)
  if (type === 'application/json') {
    throw unsupported('JSON is no recording; send the spec and the recording as multipart/form-data')
  }
  return 'recording'
}

/** Refuses by what the client declares, so that it need not send what will not be kept. */
export function requireSize({ headers }: FastifyRequest, form: BodyForm, limits: SizeLimits): void {
  const { maxBytes, maxSources, maxCoverBytes } = limits
  const declared = Number(headers['content-length'] ?? 0)
  const most = form === 'form' ? maxSources * maxBytes + maxCoverBytes + FORM_BYTES : maxBytes
  if (declared > most) throw tooLarge(maxBytes)
}

const unsupported = (detail: string) => new HttpProblem(415, 'unsupported_media_type', detail)
