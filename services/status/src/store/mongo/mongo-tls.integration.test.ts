import { createAuthority, type KeyPair, tlsProxy, uniqueNamespace } from '@soundmill/test-support'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { ViewsUnavailableError } from '../index.ts'
import { openMongoStore } from './index.ts'

const mongoUrl = inject('mongoUrl')
const authority = await createAuthority()
const impostor = await createAuthority()

/** A database at this host, over TLS or not; what is there is asked for by its own name. */
function openAt(host: string, options: string, ca?: string) {
  const url = `mongodb://${host}/${uniqueNamespace()}?directConnection=true&serverSelectionTimeoutMS=2000${options}`
  const store = openMongoStore({ url, ca })
  onTestFinished(() => store.close())
  return store
}

async function overTls(pair: KeyPair) {
  const { port } = await tlsProxy(new URL(mongoUrl ?? 'mongodb://none:1').href, pair)
  return `127.0.0.1:${port}`
}

describe.skipIf(!mongoUrl)('MongoDB over TLS', () => {
  it('is asked for by a CA alone', async () => {
    const host = await overTls(await authority.issue(['127.0.0.1']))
    for (const options of ['', '&tls=true'])
      await expect(openAt(host, options, authority.pem).check()).resolves.toBeUndefined()
  })

  it.each([
    [
      'somebody else signed its certificate',
      () => impostor.issue(['127.0.0.1']),
      /anybody we trust.*: look at MONGO_CA$/,
    ],
    ['its certificate has expired', () => authority.issue(['127.0.0.1'], { expired: true }), /has expired/],
    [
      'its certificate is for another name',
      () => authority.issue(['mongo.test']),
      /another name.*: look at MONGO_URL$/,
    ],
  ])('is not used when %s, and it is said what to look at', async (_, issue, says) => {
    const failed = openAt(await overTls(await issue()), '', authority.pem).check()
    await expect(failed).rejects.toThrow(ViewsUnavailableError)
    await expect(failed).rejects.toThrow(says)
    await expect(failed).rejects.toMatchObject({ refused: true })
  })

  it('is not spoken to in plain text where it speaks none, nor used where only the public authorities are trusted', async () => {
    const { host } = new URL(mongoUrl ?? 'mongodb://none:1')
    await expect(openAt(host, '', authority.pem).check()).rejects.toThrow(/look at MONGO_URL$/)
    const strange = await overTls(await authority.issue(['127.0.0.1']))
    await expect(openAt(strange, '&tls=true').check()).rejects.toThrow(/: look at MONGO_CA$/)
  })
})
