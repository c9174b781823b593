import multipart from '@fastify/multipart'
import { type Service, traceOf } from '@soundmill/runtime'
import type { FastifyRequest } from 'fastify'
import type { IngestLimits } from '../env.ts'
import type { Gate } from '../lanes/gate.ts'
import { translated } from '../problems.ts'
import { UploadQuery } from '../spec/merge-query.ts'
import { askAdmission } from '../submit/admission.ts'
import type { Accepted } from '../submit/announce.ts'
import { type SubmitDeps, submit } from '../submit/submit.ts'
import { readReprDigest } from '../upload/digest.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'
import { Announced, announcedBody, episodePath, Unannounced, unannouncedBody } from './answer.ts'
import { bodyForm, requireSize } from './body-form.ts'
import type { InHand } from './in-hand.ts'
import { linger } from './linger.ts'
import { readBody } from './read-body.ts'

type Deps = SubmitDeps & { inHand: InHand; gate: Gate } & Pick<IngestLimits, 'maxSources' | 'maxCoverBytes'>

const REFUSES = [
  'invalid_spec',
  'malformed_multipart',
  'invalid_idempotency_key',
  'truncated_upload',
  'upload_stalled',
  'gone',
  'length_required',
  'too_large',
  'not_audio',
  'unsupported_media_type',
  'digest_mismatch',
  'empty_input',
  'idempotency_conflict',
  'too_many_uploads',
  'store_unavailable',
  'log_full',
  'lane_draining',
  'store_full',
] as const

/** `POST /v1/episodes`: a recording, as a form or as the body itself. */
export function createEpisode(deps: Deps): NonNullable<Service['routes']> {
  const schema = {
    summary: 'Give in a recording',
    operationId: 'createEpisode',
    tags: ['episodes'],
    querystring: UploadQuery,
    response: { 201: Announced, 202: Unannounced },
  }

  return async (app) => {
    // Bodies are read by us, in pieces; Fastify would collect them in memory.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    await app.register(multipart, { throwFileSizeLimit: false })
    app.addHook('onSend', linger)

    app.post('/v1/episodes', { schema, config: { refuses: REFUSES } }, async (request, reply) => {
      const accepted = await receive(deps, request, request.query)
      reply.header('location', episodePath(accepted.episode))
      if (!accepted.announced) return reply.code(202).send(unannouncedBody(accepted))
      if (accepted.replay) reply.header('idempotent-replay', 'true')
      return reply.code(201).send(announcedBody(accepted))
    })
  }
}

async function receive(deps: Deps, request: FastifyRequest, query: UploadQuery): Promise<Accepted> {
  const { inHand, maxUploadBytes: maxBytes, maxSources, maxCoverBytes } = deps
  const sizes = { maxBytes, maxSources, maxCoverBytes }
  const { headers } = request
  try {
    return await inHand.take(request, async ({ signal, recordingBegins }) => {
      const form = bodyForm(request)
      requireSize(request, form, sizes)
      const idempotencyKey = readIdempotencyKey(headers['idempotency-key'])
      const promised = readReprDigest(headers['repr-digest']?.toString())
      const admit = await askAdmission(deps, { hasKey: idempotencyKey !== undefined })
      const limits = { ...sizes, promised, signal, admit }
      const body = await readBody(deps, request, { ...limits, form, query, idempotencyKey, recordingBegins })
      const { traceparent } = traceOf(request)
      return submit(deps, { ...body, signal, traceparent })
    })
  } catch (error) {
    throw translated(error)
  }
}
