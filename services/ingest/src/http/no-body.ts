import { HttpProblem } from '@soundmill/runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Some clients send an empty object with every POST; a kilobyte is more than enough of it. */
const MOST_BODY_BYTES = 1024
const NOTHING = /^\s*(?:\{\s*\}|null)?\s*$/

/** For a plugin whose routes are told everything by their address. */
export function takeNoBody(
  app: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>,
) {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'string', bodyLimit: MOST_BODY_BYTES } as const
  app.addContentTypeParser('*', options, (_request, body, done) => done(null, body))
}

/** Throws `invalid_request` for a body that means something. */
export function refuseBody({ body, routeOptions }: Pick<FastifyRequest, 'body' | 'routeOptions'>): void {
  if (typeof body !== 'string' || NOTHING.test(body)) return
  throw new HttpProblem(400, 'invalid_request', `${routeOptions.url?.split('/').at(-1)} takes no body`)
}
