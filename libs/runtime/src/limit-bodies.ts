import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './problem.ts'

/**
 * A body that Fastify collects has to be here in time, or its request is refused with `request_timeout`. What a
 * route reads by itself, as ingest does with recordings, that route has to watch: its parser is through at once.
 */
export function limitBodies(app: FastifyInstance, timeoutMs: number): void {
  const timers = new WeakMap<object, NodeJS.Timeout>()
  const stop = async ({ raw }: { raw: object }) => clearTimeout(timers.get(raw))

  app.addHook('preParsing', async ({ raw }, reply, payload) => {
    const giveUp = () => {
      // Without a listener nobody waits for the body any more, and an error would end the process.
      if (payload.listenerCount('error') === 0) return
      reply.header('connection', 'close')
      const detail = `the body did not arrive within ${timeoutMs / 1000} seconds`
      payload.emit('error', new HttpProblem(408, 'request_timeout', detail))
    }
    timers.set(raw, setTimeout(giveUp, timeoutMs).unref())
    return payload
  })
  app.addHook('preValidation', stop)
  app.addHook('onResponse', stop)
}
