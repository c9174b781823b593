import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import { afterTest } from './after-test.ts'

/** `hold`: replies wait and arrive late. `drop`: replies are lost; a protocol rarely lives on after that, so `cut()` before resuming. */
export type ReplyFault = 'hold' | 'drop'

export type TcpProxy = AsyncDisposable & {
  port: number
  /** The way in, as a URL: `url('nats')`, `url('http')`. */
  url(scheme: string): string
  /** Bytes that clients sent to the server so far: tells whether a request is under way. */
  sentBytes(): number
  /** Shows every piece that a client sends before it is passed on: the moment to make the line bad. One listener, the last. */
  onSent(listener: (bytes: Buffer) => void): void
  /** Resets every connection, and every new one at once, until `mend()`. */
  cut(): void
  mend(): void
  /** From now on nothing reaches the client, while the server still gets everything. */
  pauseReplies(fault: ReplyFault): void
  resumeReplies(): void
  /** Asked for inside a test, it happens by itself when the test has finished. */
  close(): Promise<void>
}

/**
 * A line to a TCP server that can be made bad: a free port of 127.0.0.1 in front of `target`, a URL with a
 * port or with a scheme's default one (`nats` 4222, `http` 80, `mongodb` 27017). When the server hangs up or
 * cannot be reached, the client's connection is reset.
 */
export async function tcpProxy(target: string): Promise<TcpProxy> {
  const line = createLine(addressOf(target))
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => line.accept(client))
  const port = await listen(server)

  const close = async () => {
    line.reset()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  afterTest(close)
  return {
    port,
    url: (scheme) => `${scheme}://127.0.0.1:${port}`,
    sentBytes: line.sentBytes,
    onSent: line.onSent,
    cut: line.cut,
    mend: line.mend,
    pauseReplies: line.pauseReplies,
    resumeReplies: line.resumeReplies,
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Pair = { client: Socket; server: Socket }

function createLine(target: { host: string; port: number }) {
  const pairs = new Set<Pair>()
  let broken = false
  let fault: ReplyFault | undefined
  let sent = 0
  let listener = (_: Buffer) => {}

  function hangUp(pair: Pair) {
    pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  }

  function accept(client: Socket) {
    if (broken) {
      client.on('error', () => {})
      client.resetAndDestroy()
      return
    }
    const pair = { client, server: dial({ ...target, noDelay: true, allowHalfOpen: true }) }
    pairs.add(pair)
    client.on('error', () => hangUp(pair)).on('close', () => hangUp(pair))
    pair.server.on('error', () => hangUp(pair))
    client.on('data', (bytes) => {
      sent += bytes.length
      listener(bytes)
    })
    client.pipe(pair.server)
    forwardReplies(pair, () => fault)
  }

  function reset() {
    for (const pair of pairs) hangUp(pair)
  }

  return {
    accept,
    reset,
    sentBytes: () => sent,
    onSent(heard: (bytes: Buffer) => void) {
      listener = heard
    },
    cut() {
      broken = true
      reset()
    },
    mend() {
      broken = false
    },
    pauseReplies(kind: ReplyFault) {
      fault = kind
      for (const { server } of pairs) kind === 'hold' ? server.pause() : server.resume()
    },
    resumeReplies() {
      fault = undefined
      for (const { server } of pairs) server.resume()
    },
  }
}

/** Not `pipe`: what the server says must be able to wait, or to get lost. */
function forwardReplies({ client, server }: Pair, fault: () => ReplyFault | undefined) {
  server.on('data', (bytes) => {
    if (fault() === 'drop') return
    if (!client.write(bytes)) server.pause()
  })
  client.on('drain', () => {
    if (fault() !== 'hold') server.resume()
  })
  server.on('end', () => {
    if (fault() !== 'drop') client.end()
  })
  if (fault() === 'hold') server.pause()
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the proxy got no port'))
      else resolve(address.port)
    })
  })
}

const DEFAULT_PORTS: Record<string, number> = { 'nats:': 4222, 'http:': 80, 'mongodb:': 27_017 }

function addressOf(target: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(target)
  return { host: hostname, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port) }
}
