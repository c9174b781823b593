import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

/** In the pattern of a route a client's own words may stand for anything; only what is an id is told. */
const Ids = z.object({
  episode: z.uuid().optional().catch(undefined),
  job: z.uuid().optional().catch(undefined),
})

/** Whom a request is about, as far as its path says so. */
export const idsOf = (request: Pick<FastifyRequest, 'params'>): z.infer<typeof Ids> =>
  Ids.safeParse(request.params).data ?? {}

/** A request that was answered: the pattern of its route instead of its address. */
export const answered = (request: FastifyRequest, reply: FastifyReply) => ({
  ...idsOf(request),
  method: request.method,
  route: request.routeOptions.url ?? 'unknown',
  status: reply.statusCode,
  seconds: Math.round(reply.elapsedTime) / 1_000,
})
