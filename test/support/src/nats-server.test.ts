import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startNatsServer } from './nats-server.ts'

async function introduction(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const [line] = await once(socket, 'data')
  socket.destroy()
  return String(line)
}

describe('a nats-server of its own', () => {
  it('comes back on the same port after it was killed', async () => {
    const server = await startNatsServer({ config: 'max_payload: 4096' })
    const { pid } = server
    expect(await introduction(server.port)).toContain('"jetstream":true')
    expect(server.version).toMatch(/^2\.\d+/)
    await server.kill()
    await expect(introduction(server.port)).rejects.toThrow('ECONNREFUSED')
    await server.restart()
    expect(await introduction(server.port)).toContain('"max_payload":4096')
    expect(server.pid).not.toBe(pid)
  })

  it('says why it did not start', async () => {
    await expect(startNatsServer({ config: 'nonsense {' })).rejects.toThrow(/did not start: .+/)
  })
})
