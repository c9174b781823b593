import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createAuthority,
  type KeyPair,
  type S3Address,
  scratch,
  startNatsServer,
  tlsProxy,
  tone,
} from '@soundmill/test-support'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { createClient } from './client.ts'
import { startProcesses } from './stacks/processes.ts'

const [s3, mongoUrl] = [inject('s3'), inject('mongoUrl')]
const ADDRESS = '127.0.0.1'

/** Its clients need a certificate, too, that the same authority has signed. */
async function startTlsNats({ certificate, key }: KeyPair, ca: string): Promise<string> {
  const { dir } = await scratch()
  const files = { cert_file: certificate, key_file: key, ca_file: ca }
  for (const [name, pem] of Object.entries(files)) await writeFile(join(dir, name), pem)
  const lines = Object.keys(files).map((name) => `${name}: "${join(dir, name)}"`)
  const server = await startNatsServer({ config: `tls { ${lines.join('\n')}\nverify: true }` })
  return server.url
}

async function throughTls(url: string, pair: KeyPair): Promise<number> {
  const { port } = await tlsProxy(url, pair)
  return port
}

/** NATS speaks TLS itself; the store and MongoDB have somebody before them who does, and nothing else. */
async function startOverTls(store: S3Address, mongo: string) {
  const authority = await createAuthority()
  const [server, client] = [await authority.issue([ADDRESS]), await authority.issue(['soundmill'])]
  const database = new URL(mongo)
  database.host = `${ADDRESS}:${await throughTls(mongo, server)}`
  const stack = await startProcesses({
    natsUrl: await startTlsNats(server, authority.pem),
    s3: { ...store, endpoint: `https://${ADDRESS}:${await throughTls(store.endpoint, server)}` },
    mongoUrl: database.href,
    environment: {
      ...{ NATS_CA: authority.pem, S3_CA: authority.pem, MONGO_CA: authority.pem },
      ...{ NATS_CERT: client.certificate, NATS_KEY: client.key },
    },
  })
  onTestFinished(() => stack.close())
  return stack
}

describe.skipIf(!s3 || !mongoUrl)('over servers that speak nothing but TLS', () => {
  it('a recording becomes an episode, from the upload to the view', async () => {
    if (!s3 || !mongoUrl) throw new Error('no servers')
    const client = createClient(await startOverTls(s3, mongoUrl))
    const { episode } = await client.submit(tone({ seconds: 4, seed: 443 }))
    const { latest, published } = await client.finished(episode)
    expect(latest.outcome).toBe('succeeded')
    expect(published?.artifacts.length).toBeGreaterThan(3)
  })
})
