import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Wire = Awaited<ReturnType<typeof openWire>>

/** A client that writes its HTTP by hand, so that it can lie, stop and leave. */
export async function openWire(origin: string) {
  const { hostname, port } = new URL(origin)
  const socket: Socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let text = ''
  let reset = false
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', () => {
    reset = true
  })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  onTestFinished(() => void socket.destroy())

  return {
    socket,
    /** Resolves when it is written, or cannot be any more. */
    send: (bytes: string | Uint8Array): Promise<boolean> =>
      new Promise((resolve) => socket.write(bytes, (err) => resolve(!err))),
    /** Everything that came, once the server has closed the line. */
    async answer() {
      await closed
      return { text, reset }
    },
    /** What came until now. */
    heard: () => text,
    /** Says that no more will be sent, and still listens. */
    half: () => socket.end(),
    leave: () => socket.destroy(),
  }
}

/** A request's head; `Content-Length` and the like as the test wants them. */
export function head(headers: Record<string, string | number>, path = '/v1/episodes'): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return [`POST ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** One chunk of a chunked body. */
export const chunk = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

/** The beginning of a form that holds a recording. */
export const formStart = (boundary: string): Buffer =>
  Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n`)
