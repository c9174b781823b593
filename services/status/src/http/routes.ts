import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { apiDocs } from '../api-docs/index.ts'
import { deadLettersRoutes } from './dead-letters.ts'
import type { RouteDeps } from './deps.ts'
import { downloadRoutes } from './downloads.ts'
import { episodeRoute } from './episode.ts'
import { episodesRoute } from './episodes.ts'
import { eventsRoute } from './events.ts'
import { eventsOfAllRoute } from './events-of-all.ts'
import { jobsRoutes } from './jobs.ts'
import { lookingTwice } from './look-twice.ts'
import { queueRoute } from './queue.ts'
import { translated } from './refusals.ts'
import { statsRoute } from './stats.ts'
import { timelineRoute } from './timeline.ts'

/** Every query there is. `onClose` is called when the server begins to close, before it waits for open answers. */
export function statusRoutes(parts: RouteDeps, onClose: () => void): FastifyPluginAsyncZod {
  const deps = { ...parts, store: lookingTwice(parts) }
  return async (app) => {
    await app.register(apiDocs)
    app.setErrorHandler((error) => {
      throw translated(error)
    })
    app.addHook('preClose', async () => onClose())
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    for (const route of [
      episodesRoute,
      episodeRoute,
      jobsRoutes,
      timelineRoute,
      downloadRoutes,
      eventsRoute,
      eventsOfAllRoute,
      queueRoute,
      statsRoute,
      deadLettersRoutes,
    ]) {
      await app.register(route(deps))
    }
  }
}
