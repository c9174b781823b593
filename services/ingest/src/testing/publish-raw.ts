import { once } from 'node:events'
import { connect } from 'node:net'

/** Says to a NATS server, past every check of ours, what no service of ours says. Resolves when it has taken it. */
export async function publishRaw(natsUrl: string, subject: string, payload: string): Promise<void> {
  const { hostname, port } = new URL(natsUrl)
  const socket = connect(Number(port), hostname)
  let heard = ''
  const pong = new Promise<void>((resolve) => {
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text
      if (heard.includes('PONG')) resolve()
    })
  })
  await once(socket, 'connect')
  const bytes = Buffer.byteLength(payload)
  socket.write(`CONNECT {"verbose":false}\r\nPUB ${subject} ${bytes}\r\n${payload}\r\nPING\r\n`)
  await pong
  socket.destroy()
}
