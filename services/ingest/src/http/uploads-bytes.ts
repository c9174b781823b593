import { traceOf } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalidHeader, storeUnavailable } from '../problems.ts'
import { allThatCame } from '../resumable/all-that-came.ts'
import { append } from '../resumable/append.ts'
import { readChecksum } from '../resumable/checksum.ts'
import { createUpload } from '../resumable/create-upload.ts'
import { requireSameLength, withLength } from '../resumable/length.ts'
import { requireUpload } from '../resumable/lifetime.ts'
import { isWhole, offsetOf, type Upload } from '../resumable/uploads.ts'
import { requireCapacity } from '../submit/capacity.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'
import type { UploadsDeps } from './uploads.ts'
import {
  headerOf,
  numberOf,
  requireOctets,
  tellDone,
  tellExpiry,
  uploadId,
  uploadPath,
} from './uploads-headers.ts'

/** `POST /v1/uploads`: a new upload, perhaps with its first bytes, perhaps with all of them. */
export async function createNewUpload(deps: UploadsDeps, request: FastifyRequest, reply: FastifyReply) {
  return deps.inHand.take(request, async ({ signal }) => {
    const hasBody = declaredBytes(request) !== 0
    if (hasBody) requireOctets(request)
    const asked = readCreation(request)
    readChecksum(headerOf(request, 'upload-checksum'))
    await requireCapacity(deps.events)
    const upload = await createUpload(deps, asked)
    // Before its bytes: whatever becomes of those, the client can go on from there.
    reply.header('location', uploadPath(upload.id))
    tellExpiry(reply, upload)
    const isNew = offsetOf(upload) === 0
    const isNewLength = false
    if (hasBody && isNew) await receive(deps, { request, reply, signal, upload, isNewLength, offset: 0 })
    else if (hasBody) reply.header('upload-offset', String(offsetOf(upload)))
    return reply.code(201).send()
  })
}

/** `PATCH /v1/uploads/{id}`: the next bytes. With the last of them the episode is made, before the answer. */
export async function patchUpload(deps: UploadsDeps, request: FastifyRequest, reply: FastifyReply) {
  return deps.inHand.take(request, async ({ signal }) => {
    requireOctets(request)
    const offset = numberOf(request, 'Upload-Offset')
    if (offset === undefined) throw invalidHeader('Upload-Offset', 'must say where the bytes belong')
    readChecksum(headerOf(request, 'upload-checksum'))
    const found = await requireUpload(deps, uploadId(request))
    tellExpiry(reply, found)
    const upload = withLength(deps, found, numberOf(request, 'Upload-Length'))
    const isNewLength = upload.length !== found.length
    await receive(deps, { request, reply, signal, upload, isNewLength, offset })
    return reply.code(204).send()
  })
}

type Receiving = {
  request: FastifyRequest
  reply: FastifyReply
  signal: AbortSignal
  upload: Upload
  isNewLength: boolean
  offset: number
}

/** Stores the body, and makes the episode when it was the last. Leaves what came of it in the answer's headers. */
async function receive(deps: UploadsDeps, receiving: Receiving) {
  const { request, reply, signal, upload, isNewLength, offset } = receiving
  const end = await append(deps, {
    upload,
    isNewLength,
    offset,
    declaredBytes: declaredBytes(request),
    checksum: readChecksum(headerOf(request, 'upload-checksum')),
    content: allThatCame(request.raw, signal),
    signal,
  })
  if (end === upload.length) tellDone(reply, await finished(deps, receiving, end))
  reply.header('upload-offset', String(end))
}

async function finished(deps: UploadsDeps, { request, upload }: Receiving, length: number) {
  const whole = await requireUpload(deps, upload.id)
  requireSameLength(whole, length)
  // Everything was confirmed a moment ago: a store that does not show it now is not to be trusted with a success.
  if (!whole.done && !isWhole(whole)) throw storeUnavailable(new Error('confirmed segments are missing'))
  const { traceparent } = traceOf(request)
  return deps.finish({ upload: whole, traceparent })
}

/** What the client says of its body; undefined when it says only that there is one. */
function declaredBytes(request: FastifyRequest): number | undefined {
  if (headerOf(request, 'transfer-encoding') !== undefined) return undefined
  return Number(headerOf(request, 'content-length') ?? 0)
}

function readCreation(request: FastifyRequest) {
  const length = numberOf(request, 'Upload-Length')
  const defer = headerOf(request, 'upload-defer-length')
  if (defer !== undefined && defer !== '1') throw invalidHeader('Upload-Defer-Length', 'can only be 1')
  if ((length === undefined) === (defer === undefined)) {
    throw invalidHeader('Upload-Length', 'or Upload-Defer-Length: 1 must be given, one of the two')
  }
  if (headerOf(request, 'upload-concat') !== undefined) {
    throw invalidHeader('Upload-Concat', 'is not supported: send the file as one upload')
  }
  return {
    length,
    metadata: headerOf(request, 'upload-metadata') ?? '',
    idempotencyKey: readIdempotencyKey(headerOf(request, 'idempotency-key')),
  }
}
