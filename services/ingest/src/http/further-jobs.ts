import { idFromKey, newId } from '@soundmill/events'
import { HttpProblem, type Service, traceOf } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { knownEpisode } from '../episode/known-episode.ts'
import { AskedJob } from '../jobs/asked-job.ts'
import { furtherJob } from '../jobs/further-job.ts'
import { type RequeueDeps, requeue } from '../jobs/requeue.ts'
import { invalidSpec, translated } from '../problems.ts'
import { MAX_MISTAKES, MAX_SPEC_BYTES } from '../spec/read-spec.ts'
import { MAX_CHAPTERS_BYTES } from '../spec/stated-chapters.ts'
import type { Accepted } from '../submit/announce.ts'
import { ANONYMOUS } from '../submit/submission.ts'
import { readIdempotencyKey } from '../upload/idempotency-key.ts'
import { episodePath, FurtherJob, furtherJobBody } from './answer.ts'
import { refuseBody, takeNoBody } from './no-body.ts'

/** What an Idempotency-Key is used for; part of every id made from one, so it is for ever. */
const ROUTE = 'POST /v1/episodes/{id}/jobs'

const refuses = [
  'not_found',
  'gone',
  'conflict',
  'too_large',
  'invalid_idempotency_key',
  'log_full',
  'log_unavailable',
  'store_unavailable',
  'store_full',
  'lane_draining',
] as const

/** `POST /v1/episodes/{id}/jobs`: a retry, or the episode with other wishes. */
export function createJob(deps: RequeueDeps): NonNullable<Service['routes']> {
  const schema = {
    summary: 'Try a job again, or process the episode with another spec',
    operationId: 'createJob',
    tags: ['jobs'],
    params: z.object({ episode: z.string() }),
    body: AskedJob,
    response: { 202: FurtherJob },
  }
  const own = [
    ...refuses,
    'invalid_spec',
    'not_finished',
    'already_finished',
    'unsupported_media_type',
    'idempotency_conflict',
  ] as const
  const bodyLimit = MAX_SPEC_BYTES + MAX_CHAPTERS_BYTES
  const options = { schema, bodyLimit, attachValidation: true, config: { refuses: own } }

  return async (app) => {
    app.post('/v1/episodes/:episode/jobs', options, async (request, reply) => {
      if (request.validationError) throw specProblem(request.validationError)
      const { lane, ...asked } = request.body
      const key = readIdempotencyKey(request.headers['idempotency-key'])
      return answer(request, reply, async (traceparent) => {
        const known = await knownEpisode(deps, request.params.episode)
        const job = nameOf(known, key)
        return furtherJob(deps, { known, job, wish: wishOf(asked), lane, traceparent })
      })
    })
  }
}

/** `POST /v1/dead-letters/{job}/requeue`: by nature the same however often it is sent. */
export function requeueDeadLetter(deps: RequeueDeps): NonNullable<Service['routes']> {
  const schema = {
    summary: 'Try a dead letter again',
    operationId: 'requeueDeadLetter',
    tags: ['queue'],
    params: z.object({ job: z.string() }),
    response: { 202: FurtherJob },
  }
  return async (app) => {
    takeNoBody(app)
    app.post('/v1/dead-letters/:job/requeue', { schema, config: { refuses } }, async (request, reply) => {
      readIdempotencyKey(request.headers['idempotency-key'])
      refuseBody(request)
      return answer(request, reply, (traceparent) => requeue(deps, request.params.job, traceparent))
    })
  }
}

async function answer(
  request: Pick<FastifyRequest, 'headers' | 'raw'>,
  reply: Pick<FastifyReply, 'code' | 'header'>,
  begin: (traceparent: string) => Promise<Accepted>,
) {
  try {
    const accepted = await begin(traceOf(request).traceparent)
    const { episode, job } = accepted
    reply.code(202).header('location', `${episodePath(episode)}/jobs/${job}`)
    if (accepted.announced && accepted.replay) reply.header('idempotent-replay', 'true')
    return furtherJobBody(accepted)
  } catch (error) {
    throw translated(error)
  }
}

function nameOf({ episode, show }: { episode: string; show: string }, key: string | undefined): string {
  if (key === undefined) return newId()
  return idFromKey('job', { principal: ANONYMOUS, route: ROUTE, pathIds: [episode], show, key })
}

/** The schema has seen to it that there is one of the two. */
function wishOf({ retryOf, spec = {} }: Omit<AskedJob, 'lane'>) {
  return retryOf === undefined ? { spec } : { retryOf }
}

/** What is wrong inside the spec has the code that it has everywhere. */
function specProblem(error: Error): Error {
  if (!(error instanceof HttpProblem) || !error.errors) return error
  const errors = error.errors.slice(0, MAX_MISTAKES)
  return errors.some(({ path }) => path.startsWith('body/spec')) ? invalidSpec(errors, error) : error
}
