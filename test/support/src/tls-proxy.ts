import { once } from 'node:events'
import { connect } from 'node:net'
import { createServer } from 'node:tls'
import { afterTest } from './after-test.ts'
import type { KeyPair } from './certificates.ts'

export type TlsProxy = {
  /** Of 127.0.0.1. */
  port: number
  /** Asked for inside a test, it happens by itself when the test has finished. */
  close(): Promise<void>
}

/** Speaks TLS, and passes on what was said to a server that speaks none: `target` is a URL with a port. */
export async function tlsProxy(target: string, { certificate, key }: KeyPair): Promise<TlsProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const open = new Set<{ destroy(): unknown }>()
  const server = createServer({ cert: certificate, key }, (client) => {
    const behind = connect(Number(targetPort), hostname)
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy() && open.delete(from))
      from.pipe(to)
    }
  })
  server.on('tlsClientError', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  afterTest(close)
  return { port: address && typeof address === 'object' ? address.port : 0, close }
}
