import { traceOf } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireUpload, terminate } from '../resumable/lifetime.ts'
import type { Done } from '../resumable/record.ts'
import { isWhole, offsetOf, type Upload } from '../resumable/uploads.ts'
import { unannouncedBody } from './answer.ts'
import type { UploadsDeps } from './uploads.ts'
import { tellUpload, uploadId } from './uploads-headers.ts'

/**
 * `HEAD /v1/uploads/{id}`: how much is here. That everything is here is said only when the episode is made:
 * clients take it for success. Where a process died before that, it is made now.
 */
export async function lookAtUpload(deps: UploadsDeps, request: FastifyRequest, reply: FastifyReply) {
  const upload = await requireUpload(deps, uploadId(request))
  tellUpload(reply, isWhole(upload) ? await finished(deps, request, upload) : upload)
  return reply.code(200).send()
}

async function finished(deps: UploadsDeps, request: FastifyRequest, upload: Upload): Promise<Upload> {
  if (upload.done) return upload
  const { traceparent } = traceOf(request)
  const done = await deps.inHand.take(request, () => deps.finish({ upload, traceparent }))
  return { ...upload, done }
}

/** `GET /v1/uploads/{id}`: the same for people and programs that do not speak tus. Changes nothing. */
export async function showUpload(deps: UploadsDeps, request: FastifyRequest, reply: FastifyReply) {
  const upload = await requireUpload(deps, uploadId(request))
  const { length, record, done } = upload
  reply.header('cache-control', 'no-store')
  return reply.send({
    state: stateOf(upload),
    offset: offsetOf(upload),
    ...(length !== undefined && { length }),
    filename: record.filename,
    expiresAt: record.expiresAt,
    ...(done && submittedParts(done)),
  })
}

function submittedParts({ episode, job }: Done) {
  const { links } = unannouncedBody({ episode, job, announced: false })
  return { episode, job, links }
}

/** `arriving`: bytes are missing. `arrived`: all are here, HEAD or PATCH makes the episode. `submitted`: it is made. */
function stateOf(upload: Upload): 'arriving' | 'arrived' | 'submitted' {
  if (upload.done) return 'submitted'
  return isWhole(upload) ? 'arrived' : 'arriving'
}

/** `DELETE /v1/uploads/{id}`: the upload is over. An episode that was made of it stays; while it is made, 409. */
export async function terminateUpload(deps: UploadsDeps, request: FastifyRequest, reply: FastifyReply) {
  await terminate(deps, uploadId(request))
  return reply.code(204).send()
}
