import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'
import { until } from './until.ts'

describe('a line that can be made bad', () => {
  let heard: string
  let proxy: TcpProxy

  beforeEach(async () => {
    heard = ''
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        heard += bytes
        socket.write(`re:${bytes}`)
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    proxy = await tcpProxy(`tcp://127.0.0.1:${address.port}`)
  })

  function call() {
    const socket: Socket = connect(proxy.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', () => {})
    return { socket, answer: () => answer }
  }

  it('passes bytes both ways', async () => {
    const { socket, answer } = call()
    socket.write('hello')
    await until(() => answer() === 're:hello', { what: 'the answer' })
    expect(proxy.sentBytes()).toBe(5)
    expect(proxy.url('nats')).toBe(`nats://127.0.0.1:${proxy.port}`)
  })

  it('resets what is open and what is new, until it is mended', async () => {
    const open = call()
    open.socket.write('a')
    await until(open.answer, { what: 'the answer' })
    proxy.cut()
    await until(() => open.socket.destroyed, { what: 'the open connection to be reset' })
    const refused = call()
    await until(() => refused.socket.destroyed, { what: 'the new connection to be reset' })
    proxy.mend()
    const fresh = call()
    fresh.socket.write('b')
    await until(() => fresh.answer() === 're:b', { what: 'the answer after mending' })
  })

  it('holds replies back, and lets them arrive later', async () => {
    proxy.pauseReplies('hold')
    const { socket, answer } = call()
    socket.write('late')
    await until(() => heard === 'late', { what: 'the server to hear it' })
    expect(answer()).toBe('')
    proxy.resumeReplies()
    await until(() => answer() === 're:late', { what: 'the late answer' })
  })

  it('loses replies', async () => {
    proxy.pauseReplies('drop')
    const { socket, answer } = call()
    socket.write('one')
    await until(() => heard === 'one', { what: 'the server to hear it' })
    // What the proxy swallowed first stays lost; one more round trip shows that nothing is on its way.
    socket.write('two')
    await until(() => heard === 'onetwo', { what: 'the server to hear more' })
    expect(answer()).toBe('')
  })
})
