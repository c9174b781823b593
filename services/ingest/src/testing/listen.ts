import { createHttp, type Registry, type Service } from '@soundmill/runtime'

/** Serves it on a free port of 127.0.0.1; `X-Forwarded-For` says which client a test is. */
export async function listen(service: Service, metrics: Registry) {
  const app = await createHttp([service], { metrics, trustProxy: '127.0.0.1' })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    origin,
    async close() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
