import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Authority,
  createAuthority,
  type KeyPair,
  scratch,
  startNatsServer,
  until,
} from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { quiet } from '../contract/bench.ts'
import type { NatsOptions } from './connect-options.ts'
import { openConnection } from './connection.ts'

const authority = await createAuthority()
const impostor = await createAuthority()

/** A server that speaks nothing but TLS once it has said hello, and with `clients` only to whom that signed. */
async function startTlsServer({ certificate, key }: KeyPair, clients?: Authority) {
  const { dir } = await scratch()
  const files = { cert_file: certificate, key_file: key, ...(clients && { ca_file: clients.pem }) }
  const lines = Object.entries(files).map(async ([name, pem]) => {
    await writeFile(join(dir, name), pem)
    return `${name}: "${join(dir, name)}"`
  })
  const verify = clients ? 'verify: true' : ''
  const server = await startNatsServer({
    config: `tls { ${(await Promise.all(lines)).join('\n')}\n${verify} }`,
  })
  return `tls://127.0.0.1:${server.port}`
}

const issue = (...names: string[]) => authority.issue(names)

async function connected(options: NatsOptions): Promise<boolean> {
  const connection = openConnection(options, quiet)
  onTestFinished(() => connection.close())
  return (await connection.get()).flush().then(() => true)
}

describe('a connection over TLS', () => {
  it('is made with a server whose certificate was signed by whom we trust, for the address we were given', async () => {
    const url = await startTlsServer(await issue('127.0.0.1'))
    expect(await connected({ url, tls: { ca: authority.pem } })).toBe(true)
  })

  it('is made by name, and asked for by a CA alone', async () => {
    const url = (await startTlsServer(await issue('localhost'))).replace('127.0.0.1', 'localhost')
    expect(await connected({ url: url.replace('tls:', 'nats:'), tls: { ca: authority.pem } })).toBe(true)
  })

  it('shows the certificate that the server wants of a client', async () => {
    const url = await startTlsServer(await issue('127.0.0.1'), authority)
    const { certificate: cert, key } = await issue('ingest')
    expect(await connected({ url, tls: { ca: authority.pem, cert, key } })).toBe(true)
  })
})

describe('a connection over TLS is not made, and names the variable to look at', () => {
  const trusting = { ca: authority.pem }

  it('when somebody else signed', async () => {
    const url = await startTlsServer(await impostor.issue(['127.0.0.1']))
    await expect(connected({ url, tls: trusting })).rejects.toThrow(/not connected.*look at NATS_CA$/)
    await expect(connected({ url })).rejects.toThrow(/look at NATS_CA$/)
  })

  it('when the certificate has expired', async () => {
    const url = await startTlsServer(await authority.issue(['127.0.0.1'], { expired: true }))
    await expect(connected({ url, tls: trusting })).rejects.toThrow(/expired/)
  })

  it('when the certificate is for another name or address, `localhost` included', async () => {
    const url = await startTlsServer(await issue('localhost', '127.0.0.2'))
    await expect(connected({ url, tls: trusting })).rejects.toThrow(/another name.*look at NATS_URL$/)
    const named = await startTlsServer(await issue('nats.test'))
    const byName = named.replace('127.0.0.1', 'localhost')
    await expect(connected({ url: byName, tls: trusting })).rejects.toThrow(/look at NATS_URL$/)
  })

  it('when the server offers none: nothing is said in plain text instead', async () => {
    const { port } = await startNatsServer()
    await expect(connected({ url: `tls://127.0.0.1:${port}` })).rejects.toThrow(/offers no TLS, and NATS_URL/)
    await expect(connected({ url: `nats://127.0.0.1:${port}`, tls: trusting })).rejects.toThrow(
      /offers no TLS/,
    )
  })

  it('when the server wants a certificate, and gets none or a stranger’s', async () => {
    const url = await startTlsServer(await issue('127.0.0.1'), authority)
    const { certificate: cert, key } = await impostor.issue(['ingest'])
    for (const tls of [trusting, { ...trusting, cert, key }]) {
      const said: string[] = []
      const log = { ...quiet, warn: (_: object, message: string) => void said.push(message) }
      const connection = openConnection({ url, tls }, log)
      onTestFinished(() => connection.close())
      await expect(connection.get()).rejects.toThrow(/not connected/)
      await until(() => said[0], { what: 'a reason' })
      expect(said).toEqual([
        expect.stringMatching(/NATS_CERT and NATS_KEY, which it may want; will keep trying/),
      ])
    }
  })
})
