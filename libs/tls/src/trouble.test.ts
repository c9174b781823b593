import { once } from 'node:events'
import { createServer as createPlain } from 'node:net'
import { connect, createServer, type SecureContextOptions, type TlsOptions } from 'node:tls'
import { createAuthority } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tlsTrouble } from './index.ts'

const NAMES = { address: 'X_URL', ca: 'X_CA', own: { certificate: 'X_CERT', key: 'X_KEY' } }
const authority = await createAuthority()
const impostor = await createAuthority()

type Pair = { certificate: string; key: string }
const shown = ({ certificate, key }: Pair) => ({ cert: certificate, key })

/** What a client that trusts `authority` says of a server at 127.0.0.1, called `store.test`. */
async function said(
  server: TlsOptions | 'plain',
  client: SecureContextOptions = {},
): Promise<string | undefined> {
  const listening =
    server === 'plain' ? createPlain((socket) => socket.end('hello\r\n')) : createServer(server)
  listening.on('tlsClientError', () => {})
  onTestFinished(() => void listening.close())
  await once(listening.listen(0, '127.0.0.1'), 'listening')
  const address = listening.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const socket = connect({ port, host: '127.0.0.1', servername: 'store.test', ca: authority.pem, ...client })
  const failed = new Promise<unknown>((resolve) => {
    socket.on('error', resolve).on('close', resolve).on('data', resolve)
  })
  const err = await failed
  socket.destroy()
  return tlsTrouble(new Error('a request failed', { cause: err }), NAMES)
}

describe('TLS that cannot be spoken', () => {
  it('names the CA when the certificate is signed by somebody else, of the same name too', async () => {
    const stranger = await impostor.issue(['store.test'])
    expect(await said(shown(stranger))).toMatch(/not signed by anybody we trust .*: look at X_CA$/)
    const other = await createAuthority('Somebody else')
    expect(await said(shown(await other.issue(['store.test'])))).toMatch(/: look at X_CA$/)
  })

  it('says that a certificate has expired', async () => {
    const old = await authority.issue(['store.test'], { expired: true })
    expect(await said(shown(old))).toMatch(/has expired/)
  })

  it('names the address when the certificate is for another name', async () => {
    const other = await authority.issue(['mongo.test'])
    expect(await said(shown(other))).toMatch(/another name .*store\.test.*: look at X_URL$/)
  })

  it('names the address when no TLS is spoken there', async () => {
    expect(await said('plain')).toMatch(/speaks no TLS.*: look at X_URL$/)
  })

  it('names our own certificate when the server wants one', async () => {
    const server = { ...shown(await authority.issue(['store.test'])), ca: authority.pem, requestCert: true }
    expect(await said(server)).toMatch(/accept our certificate .*: look at X_CERT and X_KEY$/)
  })

  it('is nothing that other errors are', () => {
    expect(tlsTrouble(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), NAMES)).toBeUndefined()
    expect(tlsTrouble('nonsense', NAMES)).toBeUndefined()
  })

  it('is found among many errors, and in what an older client calls a chained error', () => {
    const err = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' })
    expect(tlsTrouble(new AggregateError([new Error('first'), err]), NAMES)).toMatch(/expired/)
    expect(tlsTrouble(Object.assign(new Error('nats'), { chainedError: err }), NAMES)).toMatch(/expired/)
  })
})
