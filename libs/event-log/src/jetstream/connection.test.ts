import { startNatsServer, tcpProxy, until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { quiet } from '../contract/bench.ts'
import { openConnection } from './connection.ts'

/** A CONNECT of ours is longer than this and not twice as long. */
const LOGIN_BYTES = 150

const account = (password: string) => `authorization: { users: [ { user: "me", password: "${password}" } ] }`

describe('a connection', () => {
  it('is made in the end when the server knew the password only later', async () => {
    const early = await startNatsServer({ config: account('not yet') })
    const connection = openConnection({ url: early.url, user: 'me', password: 'secret' }, quiet)
    onTestFinished(() => connection.close())
    await expect(connection.get()).rejects.toThrow(/not connected/)
    await early.stop()
    const later = await startNatsServer({ config: account('secret'), port: early.port })
    expect(await until(() => connection.get(), { what: 'a connection' })).toBeDefined()
    await later.stop()
  })

  it('survives that its password is refused for a while', async () => {
    const server = await startNatsServer({ config: account('secret') })
    const line = await tcpProxy(server.url)
    const connection = openConnection({ url: line.url('nats'), user: 'me', password: 'secret' }, quiet)
    onTestFinished(() => connection.close())
    await (await connection.get()).flush()
    await server.stop()
    const wrong = await startNatsServer({ config: account('other'), port: server.port })
    const before = line.sentBytes()
    await until(() => line.sentBytes() > before + 4 * LOGIN_BYTES, { what: 'several refusals' })
    await wrong.stop()
    const right = await startNatsServer({ config: account('secret'), port: server.port })
    await until(async () => (await connection.get()).flush().then(() => true), {
      what: 'the connection to be back',
    })
    await right.stop()
  })
})
