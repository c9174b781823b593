import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RouteDeps } from './deps.ts'
import { downloadRoutes } from './downloads.ts'
import { episodeRoute } from './episode.ts'
import { episodesRoute } from './episodes.ts'
import { eventsRoute } from './events.ts'
import { jobsRoutes } from './jobs.ts'
import { lookingTwice } from './look-twice.ts'
import { translated } from './refusals.ts'
import { timelineRoute } from './timeline.ts'

/** Every query there is. `onClose` is called when the server begins to close, before it waits for open answers. */
export function statusRoutes(parts: RouteDeps, onClose: () => void): FastifyPluginAsyncZod {
  const deps = { ...parts, store: lookingTwice(parts) }
  return async (app) => {
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
    ]) {
      await app.register(route(deps))
    }
  }
}
