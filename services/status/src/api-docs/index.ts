import { readFile } from 'node:fs/promises'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

const DOCUMENT = new URL('./openapi.json', import.meta.url)

/**
 * `/openapi.json`, the HTTP interface of all services (made by `npm run docs` from the schemas their routes validate
 * with), and `/docs`, a page to read and try it.
 */
export async function apiDocs(app: FastifyInstance): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8')
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  )
  await app.register(fastifySwagger, { mode: 'static', specification: { document: JSON.parse(text) } })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true, validatorUrl: null },
    theme: { title: 'Soundmill' },
  })
}
