import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Of a fact; comments, progress, and the place where a stream begins have no `event` after it. */
const ID = /id: (\S+)\nevent: /g
const LONGEST_ID = 200

/** As little of a client as there can be: a socket, and ids looked for in what comes, told as soon as they are there. */
export async function openSseClient(
  origin: string,
  path: string,
  onId: (id: string) => void,
): Promise<Socket> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n`)
  const [first]: Buffer[] = await once(socket, 'data')
  if (!first?.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(first?.toString('latin1'))
  let rest = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    const text = rest + part
    let seen = Math.max(0, text.length - LONGEST_ID)
    for (const found of text.matchAll(ID)) {
      onId(found[1] ?? '')
      seen = Math.max(seen, found.index + found[0].length)
    }
    rest = text.slice(seen)
  })
  return socket
}
