import { once } from 'node:events'
import { rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type BlobStore, StoreUnavailableError } from '@soundmill/blob-store'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { openS3Blobs } from '@soundmill/blob-store/s3'
import { type NatsServer, scratch, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { form, postForm, postRaw } from './testing/ask.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })

/** A store that answers everything with this, as S3 says it. */
async function answering(status: number, code: string) {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml' })
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  return openS3Blobs({
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'soundmill',
    region: 'us-east-1',
    accessKey: 'a',
    secretKey: 'b',
  })
}

describe('a store that cannot be used', () => {
  it('refuses an upload for now, and takes it when it is mended', async () => {
    const { dir, origin, submitted } = await openWorld({ natsUrl: nats.url })
    // Where files grow stands a file: not even root can write below it.
    const partials = join(dir, '+partial')
    await rename(partials, join(dir, 'moved'))
    await writeFile(partials, '')
    const refused = { status: 503, body: { code: 'store_unavailable' } }
    expect(await postRaw(origin, recording)).toMatchObject(refused)
    const asForm = await postForm(origin, form(['audio', recording, 'a']))
    expect(asForm).toMatchObject(refused)
    expect(Number(asForm.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await submitted()).toEqual([])

    await rm(partials)
    await rename(join(dir, 'moved'), partials)
    expect(await postRaw(origin, recording)).toMatchObject({ status: 201 })
  })

  it('for the outbox entry promises nothing, even when the log has the event, and deletes nothing', async () => {
    const { dir, origin, submitted, sources } = await openWorld({ natsUrl: nats.url })
    // No folder can be made where a file stands.
    await writeFile(join(dir, 'outbox'), '')
    const refused = { status: 503, body: { code: 'store_unavailable' } }
    expect(await postRaw(origin, recording)).toMatchObject(refused)
    const [said] = await submitted()
    expect(await sources()).toEqual([said?.data.sources[0]?.blob])
  })

  it('for a moment just when the outbox entry is put is asked once more before the 201', async () => {
    const { dir } = await scratch()
    const blobs = await openFsBlobs({ dir })
    let refusals = 1
    const failing: BlobStore = {
      ...blobs,
      async put(key, ...rest) {
        if (key.startsWith('outbox/') && refusals-- > 0) throw new StoreUnavailableError('not now')
        return blobs.put(key, ...rest)
      },
    }
    const { origin, outbox } = await openWorld({ natsUrl: nats.url, blobs: failing })
    expect(await postRaw(origin, recording)).toMatchObject({ status: 201 })
    expect(await outbox()).toHaveLength(1)
  })

  it('that is full refuses it with 507', async () => {
    const blobs = await answering(507, 'XMinioStorageFull')
    const { origin, submitted } = await openWorld({ natsUrl: nats.url, blobs })
    expect(await postRaw(origin, recording)).toMatchObject({ status: 507, body: { code: 'store_full' } })
    expect(await submitted()).toEqual([])
  })
})
