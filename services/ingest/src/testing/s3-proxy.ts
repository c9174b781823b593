import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { onTestFinished } from 'vitest'

export type S3Proxy = {
  endpoint: string
  /** From now on the store does what these ask, and its answers are lost. */
  loseAnswersTo(isOne: (request: IncomingMessage) => boolean): void
}

/** A line to an S3 store that knows one request from another; the Host header stays, or no signature would fit. */
export async function s3Proxy(store: string): Promise<S3Proxy> {
  const { hostname, port } = new URL(store)
  let isLost = (_: IncomingMessage) => false

  const server = createServer((client, answer) => {
    const { method, url: path, headers } = client
    const lose = isLost(client)
    const forward = request({ hostname, port, method, path, headers }, (response) => {
      if (lose) {
        response.resume().on('end', () => client.socket.destroy())
        return
      }
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    forward.on('error', () => client.socket.destroy())
    client.pipe(forward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy got no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    loseAnswersTo(isOne) {
      isLost = isOne
    },
  }
}
