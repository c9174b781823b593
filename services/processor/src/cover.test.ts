import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BlobStore } from '@soundmill/blob-store'
import { type NatsServer, scratch, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const SHORT = tone({ seconds: 2 })

async function picture(): Promise<Buffer> {
  const path = join((await scratch()).dir, 'cover.png')
  const drawing = ['-f', 'lavfi', '-i', 'color=red:size=1400x1400', '-frames:v', '1', path]
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', ...drawing])
  return readFile(path)
}

/** Stores it as ingest does, and tells what an event says of it. */
async function storeCover(blobs: BlobStore, bytes: Buffer) {
  async function* chunks() {
    yield bytes
  }
  const blob = `source/${randomUUID()}/${randomUUID()}/cover`
  await blobs.put(blob, chunks())
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { blob, bytes: bytes.length, sha256, filename: 'cover.png', mediaType: 'image/png' }
}

describe('a job whose client brought a cover', () => {
  it('puts it where the one of the recording would be', async () => {
    const { blobs, submit, work, finished } = await createWorld(nats.url)
    const { job } = await submit(SHORT, { cover: await storeCover(blobs, await picture()) })
    await work()
    const { data } = await finished(job)
    if (data.outcome !== 'succeeded') throw new Error(JSON.stringify(data))
    expect(data.artifacts.map(({ name }) => name)).toContain('cover.jpg')
    expect(data.findings.map(({ code }) => code)).not.toContain('cover_unusable')
  })

  it('fails when the store has another one, and says so', async () => {
    const { blobs, submit, work, finished } = await createWorld(nats.url)
    const cover = await storeCover(blobs, Buffer.from('not what it was'))
    const { job } = await submit(SHORT, { cover: { ...cover, sha256: 'f'.repeat(64) } })
    await work()
    expect((await finished(job)).data).toMatchObject({ outcome: 'failed', code: 'source_corrupt' })
  })

  it('is tried a few times when it is gone, then fails as without its recording', async () => {
    const { blobs, submit, work, finished } = await createWorld(nats.url)
    const cover = await storeCover(blobs, Buffer.from('soon gone'))
    const { job } = await submit(SHORT, { cover })
    await blobs.delete(cover.blob)
    await work()
    expect((await finished(job)).data).toMatchObject({
      outcome: 'failed',
      code: 'source_missing',
      attempt: 3,
    })
  })
})
