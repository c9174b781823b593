import fastifySwagger from '@fastify/swagger'
import { createHttp, type Service, VERSION } from '@soundmill/runtime'
import fastifyPlugin from 'fastify-plugin'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { finished } from './finished.ts'
import { allServices } from './services.ts'
import type { ApiDocument } from './shape.ts'

const INFO = {
  title: 'Soundmill',
  version: VERSION,
  description:
    'Turns raw recordings into finished podcast episodes. Commands go to ingest, queries to status; the gateway ' +
    'and the one process serve both. Every refusal is an RFC 9457 problem with a stable `code`.',
  license: { name: 'MIT', identifier: 'MIT' },
}

const TAGS = [
  { name: 'episodes', description: 'A recording somebody gave us, known by its id for ever' },
  { name: 'jobs', description: 'One run of an episode through one spec; retry and reprocess are new jobs' },
  { name: 'uploads', description: 'Resumable uploads: tus 1.0' },
  { name: 'events', description: 'What happens, as it happens' },
  { name: 'queue', description: 'What waits, what runs, how long still, and the handles' },
  { name: 'bytes', description: 'Files to download' },
]

/** Collects the routes of all services, as the schemas they validate with have them. */
const collecting: Service = {
  name: 'api document',
  routes: fastifyPlugin(async (app) => {
    await app.register(fastifySwagger, {
      openapi: { openapi: '3.1.0', info: INFO, tags: TAGS, servers: [{ url: '/' }], security: [] },
      transform: (found) => {
        const { schema, url } = jsonSchemaTransform(found)
        const refuses = found.route.config?.refuses
        return { schema: refuses ? { ...schema, 'x-refuses': refuses } : schema, url }
      },
    })
  }),
}

/** The HTTP interface of the whole system as an OpenAPI 3.1 document. */
export async function apiDocument(): Promise<ApiDocument> {
  const { services, close } = await allServices()
  const app = await createHttp([collecting, ...services])
  try {
    await app.ready()
    return finished(app.swagger())
  } finally {
    await app.close()
    await close()
  }
}
