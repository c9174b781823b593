import { HttpProblem } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { invalidHeader } from '../problems.ts'
import { CHECKSUM_ALGORITHMS } from '../resumable/checksum.ts'
import { TUS_VERSION } from '../resumable/problems.ts'
import type { Done } from '../resumable/record.ts'
import { offsetOf, type Upload } from '../resumable/uploads.ts'
import { episodePath } from './answer.ts'

export const OCTETS = 'application/offset+octet-stream'

const EXTENSIONS = [
  'creation',
  'creation-with-upload',
  'creation-defer-length',
  'checksum',
  'expiration',
  'termination',
]

const Params = z.object({ upload: z.string() })

/** Which upload the address names. */
export const uploadId = (request: FastifyRequest): string => Params.parse(request.params).upload

/** The address of an upload: a path, for only the client knows which way it came. */
export const uploadPath = (id: string): string => `/v1/uploads/${id}`

export function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  return headers[name]?.toString()
}

/** A non-negative integer. Throws a 400 for what is none. */
export function numberOf(request: FastifyRequest, name: string): number | undefined {
  const text = headerOf(request, name.toLowerCase())
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw invalidHeader(name, 'must be a non-negative integer')
}

/** Throws a 415 for a body that is not the next bytes of a file as they are. */
export function requireOctets(request: FastifyRequest): void {
  const type = headerOf(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? 'none'
  const encoding = headerOf(request, 'content-encoding')?.toLowerCase() ?? 'identity'
  if (type === OCTETS && encoding === 'identity') return
  const detail = `the bytes must come as ${OCTETS}, without Content-Encoding; the type is ${type.slice(0, 80)}`
  throw new HttpProblem(415, 'unsupported_media_type', detail)
}

/** `OPTIONS`: what is spoken here. */
export async function tellCapabilities(
  { maxUploadBytes }: { maxUploadBytes: number },
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.headers({
    'tus-version': TUS_VERSION,
    'tus-extension': EXTENSIONS.join(','),
    'tus-max-size': String(maxUploadBytes),
    'tus-checksum-algorithm': CHECKSUM_ALGORITHMS,
  })
  return reply.code(204).send()
}

/** Until when the rest may come; nothing for an upload that is done. */
export function tellExpiry(reply: FastifyReply, { record, done }: Upload): void {
  if (!done) reply.header('upload-expires', new Date(record.expiresAt).toUTCString())
}

/** What has become of the upload. */
export function tellDone(reply: FastifyReply, { episode, job }: Done): void {
  reply.headers({
    'soundmill-episode': episode,
    'soundmill-job': job,
    'content-location': episodePath(episode),
  })
}

/** Everything about an upload, for `HEAD`. */
export function tellUpload(reply: FastifyReply, upload: Upload): void {
  const { length, record, done } = upload
  reply.headers({ 'cache-control': 'no-store', 'upload-offset': String(offsetOf(upload)) })
  if (length === undefined) reply.header('upload-defer-length', '1')
  else reply.header('upload-length', String(length))
  if (record.metadata !== '') reply.header('upload-metadata', record.metadata)
  tellExpiry(reply, upload)
  if (done) tellDone(reply, done)
}
