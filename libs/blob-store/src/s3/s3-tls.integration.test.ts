import { once } from 'node:events'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { createAuthority, type KeyPair, tlsProxy } from '@soundmill/test-support'
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { StoreUnavailableError } from '../index.ts'
import { ensureBucket, openS3Blobs } from './index.ts'
import { aim } from './testing/bucket.ts'

const address = inject('s3')
const { options } = aim(address)
const authority = await createAuthority()
const impostor = await createAuthority()

/** A store that speaks TLS with this certificate, to a client that trusts `authority`. */
async function openTls(pair: KeyPair, ca = authority.pem) {
  const { port } = await tlsProxy(options.endpoint, pair)
  const endpoint = `https://127.0.0.1:${port}`
  const blobs = openS3Blobs({ ...options, endpoint, publicUrl: endpoint, ca })
  onTestFinished(() => blobs.close())
  return blobs
}

const here = () => authority.issue(['127.0.0.1'])

describe.skipIf(!address)('a store over TLS', () => {
  beforeAll(() => ensureBucket(options))

  it('is written, read and listed, and its links are for TLS, too', async () => {
    const blobs = await openTls(await here())
    await blobs.put(
      'a/tls',
      (async function* () {
        yield Buffer.from('over TLS')
      })(),
    )
    expect(await text(await blobs.get('a/tls'))).toBe('over TLS')
    for await (const { key } of blobs.list('a/')) expect(key).toBe('a/tls')
    const link = { expiresInSeconds: 60, filename: 'tls.txt', mediaType: 'text/plain' }
    const [answer] = await once(
      get((await blobs.presignGet('a/tls', link)) ?? '', { ca: authority.pem }),
      'response',
    )
    expect(await text(answer)).toBe('over TLS')
  })

  it.each([
    [
      'somebody else signed its certificate',
      () => impostor.issue(['127.0.0.1']),
      /anybody we trust.*: look at S3_CA$/,
    ],
    ['its certificate has expired', () => authority.issue(['127.0.0.1'], { expired: true }), /has expired/],
    [
      'its certificate is for another name',
      () => authority.issue(['store.test']),
      /another name.*: look at S3_ENDPOINT$/,
    ],
  ])('is not used when %s, and it is said what to look at', async (_, issue, says) => {
    const blobs = await openTls(await issue())
    const failed = blobs.head('a/tls')
    await expect(failed).rejects.toThrow(StoreUnavailableError)
    await expect(failed).rejects.toThrow(says)
    await expect(failed).rejects.toMatchObject({ refused: true })
  })

  it('is not spoken to in plain text where it speaks none', async () => {
    const blobs = openS3Blobs({ ...options, endpoint: options.endpoint.replace('http:', 'https:') })
    onTestFinished(() => blobs.close())
    await expect(blobs.head('a/tls')).rejects.toThrow(/speaks no TLS.*: look at S3_ENDPOINT$/)
  })
})
