import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { watchRoutes } from './allowed-methods.ts'
import { idsOf } from './log-request.ts'
import { HttpProblem, PROBLEM_TYPE, problemBody } from './problem.ts'
import { PROBLEMS, type ProblemPair } from './problem-codes.ts'
import { traceOf } from './trace.ts'
import { refuseSpan } from './tracing/server-span.ts'

/** Every refusal is an RFC 9457 problem: ours, Fastify's own, unknown routes, and what nobody foresaw. */
export function addRefusals(app: FastifyInstance): void {
  const methodsOf = watchRoutes(app)
  app.setErrorHandler(refuse)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = methodsOf(path)
    const problem =
      methods.length === 0
        ? new HttpProblem(404, 'not_found', `there is no ${path} here`)
        : new HttpProblem(405, 'method_not_allowed', `${path} takes ${methods.join(', ')}`, {
            headers: { allow: methods.join(', ') },
          })
    return refuse(problem, request, reply)
  })
}

/** Answers with a problem. What is our own fault is logged with its cause and hidden from the client. */
export function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = error instanceof HttpProblem ? error : translate(error)
  const { code, status } = problem
  refuseSpan(request.raw, code)
  logRefusal(problem, error, request)
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type(PROBLEM_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(visible(problem), request.url, traceOf(request).traceId))
}

/** The detail may have words of the client's in it. */
function logRefusal(problem: HttpProblem, error: unknown, request: FastifyRequest): void {
  const { code, status, message: detail } = problem
  const about = { ...idsOf(request), code }
  if (request.raw.socket.destroyed) request.log.info(about, 'client went away')
  else if (code === 'internal') request.log.error({ ...about, err: error }, 'request failed')
  else if (status >= 500) request.log.warn({ ...about, err: problem }, 'request refused')
  else request.log.info(about, 'request refused')
  request.log.debug({ ...about, detail }, 'what the client was told')
}

function visible(problem: HttpProblem): HttpProblem {
  if (problem.code !== 'internal') return problem
  return new HttpProblem(500, 'internal', 'the trace id names this request in the log')
}

/** Which of our codes Fastify's own refusals of a request have; any other 4xx is a request not understood. */
const BY_STATUS: ReadonlyMap<number, ProblemPair> = new Map([
  [404, [404, 'not_found']],
  [408, [408, 'request_timeout']],
  [411, [411, 'length_required']],
  [413, [413, 'too_large']],
  [415, [415, 'unsupported_media_type']],
])

function translate(error: unknown): HttpProblem {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  const message = error instanceof Error ? error.message : String(error)
  if (!(status >= 400 && status < 500)) return new HttpProblem(500, 'internal', message, { cause: error })
  const pair = BY_STATUS.get(status) ?? [PROBLEMS.invalid_request.status, 'invalid_request']
  return new HttpProblem(...pair, message, { cause: error })
}
