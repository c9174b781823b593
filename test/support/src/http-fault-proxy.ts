import { once } from 'node:events'
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { afterTest } from './after-test.ts'
import { createFaults, type Fault, type HttpFault } from './http-faults.ts'
import { relay } from './http-relay.ts'

export type { Fault, HttpFault } from './http-faults.ts'

/** A request as its head tells of it: known before its body has come. */
export type ProxiedRequest = {
  method: string
  /** Without the query. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
}

export type IsOne = (request: ProxiedRequest) => boolean

/** A request, and what the server made of it. */
export type AnsweredRequest = ProxiedRequest & { status: number }

export type HttpFaultProxy = AsyncDisposable & {
  port: number
  /** `http://127.0.0.1:<port>`: what a client takes for the server. */
  url: string
  /**
   * From now on this befalls every request that fits, or the first `times` of them, until it is lifted. Of several
   * that fit, the one that was asked for last.
   */
  fault(isOne: IsOne, fault: HttpFault, options?: { times?: number }): Fault
  /** Resolves when the next request that fits arrives; its body may still be on the way. */
  onRequest(isOne: IsOne): Promise<ProxiedRequest>
  /** How many requests that fit were answered by the server, with any status, whether or not the client heard it. */
  passed(isOne?: IsOne): number
  /** Those, in the order of their answers. */
  answered(): readonly AnsweredRequest[]
  /** Resets every connection, and every new one at once, until `mend()`. */
  cut(): void
  mend(): void
  /** Asked for inside a test, it happens by itself when the test has finished. */
  close(): Promise<void>
}

/**
 * A line to an HTTP server (`target`, an origin) that knows one request from another and can be bad for each in
 * another way. Bodies stream through both ways. The Host header stays as the client said it, so that signatures fit.
 */
export async function httpFaultProxy(target: string): Promise<HttpFaultProxy> {
  const { hostname, port } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const to = { hostname, port: port === '' ? 80 : Number(port), agent }
  const faults = createFaults()
  const passed: AnsweredRequest[] = []
  const waiting = new Set<{ isOne: IsOne; tell(request: ProxiedRequest): void }>()
  const sockets = new Set<Socket>()
  let broken = false

  // A proxy that gave up on slow requests itself would be a fault nobody asked for.
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    (client, answer) => {
      const request = headOf(client)
      for (const each of waiting) if (each.isOne(request)) each.tell(request)
      const onAnswered = (status: number) => void passed.push({ ...request, status })
      relay({ client, answer, to, fault: faults.of(request), onAnswered })
    },
  )
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    if (broken) return void socket.resetAndDestroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy got no port')

  const close = async () => {
    faults.liftAll()
    reset()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    agent.destroy()
  }
  afterTest(close)
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    fault: faults.add,
    onRequest: (isOne) =>
      new Promise((resolve) => {
        const one = { isOne, tell }
        function tell(request: ProxiedRequest) {
          waiting.delete(one)
          resolve(request)
        }
        waiting.add(one)
      }),
    passed: (isOne = () => true) => passed.filter(isOne).length,
    answered: () => passed,
    cut() {
      broken = true
      reset()
    },
    mend() {
      broken = false
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function headOf({ method = 'GET', url = '/', headers }: IncomingMessage): ProxiedRequest {
  const { pathname, searchParams } = new URL(url, 'http://any')
  return { method, path: pathname, query: searchParams, headers }
}
