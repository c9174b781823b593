import type { ProblemCode } from './problem-codes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How the route itself may refuse a request, for its documentation: `config: { refuses: ['not_found', 'gone'] }`.
     * What any route may answer (`COMMON_REFUSALS`) is not repeated.
     */
    refuses?: readonly ProblemCode[]
  }
}

/** How any route of any service may refuse a request: not valid, too slow, too large, a process that is not ready. */
export const COMMON_REFUSALS: readonly ProblemCode[] = [
  'invalid_request',
  'request_timeout',
  'headers_too_large',
  'internal',
  'starting',
  'stopping',
]
