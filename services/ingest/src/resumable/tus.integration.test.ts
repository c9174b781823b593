import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { httpFaultProxy, type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { OCTETS } from '../http/uploads-headers.ts'
import { s3Bucket } from '../testing/s3-bucket.ts'
import { openWire } from '../testing/wire.ts'
import { openWorld } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

const s3 = inject('s3')
let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const MIB = 1024 * 1024
const recording = tone({ seconds: 240 })
const sha256 = createHash('sha256').update(recording).digest('hex')

describe.skipIf(!s3)('a resumable upload over S3', () => {
  async function begun(line?: string) {
    const blobs = (await s3Bucket(s3)).open(line)
    const world = await openWorld({ natsUrl: nats.url, blobs })
    const tus = speakTus(world.origin)
    const path = await tus.begin(recording.length)
    const keys = async () => {
      const found: string[] = []
      for await (const { key } of blobs.list('uploads/')) found.push(key.split('/').at(-1) ?? '')
      return found.sort()
    }
    return { ...world, ...tus, path, keys }
  }

  it('breaks off, goes on at another replica with a checksum, and is one recording', async () => {
    const { origin, path, offset, openIngest, submitted, sources, keys } = await begun()
    const wire = await openWire(origin)
    const headers = ['host: x', 'tus-resumable: 1.0.0', `content-type: ${OCTETS}`, 'upload-offset: 0']
    await wire.send(
      [`PATCH ${path} HTTP/1.1`, ...headers, `content-length: ${recording.length}`, '', ''].join('\r\n'),
    )
    await wire.send(recording.subarray(0, 10 * MIB))
    wire.leave()
    await once(wire.socket, 'close')
    const kept = await until(async () => (await offset(path)) > 9 * MIB && offset(path), {
      what: 'all that came',
    })
    const rest = recording.subarray(Number(kept))
    const sha1 = createHash('sha1').update(rest).digest('base64')
    const other = speakTus((await openIngest()).origin)
    const answer = await other.patch(path, Number(kept), rest, { 'upload-checksum': `sha1 ${sha1}` })
    expect(answer.status).toBe(204)
    const [event] = await submitted()
    expect(event?.data.sources).toMatchObject([{ sha256, bytes: recording.length }])
    expect(await sources()).toEqual([event?.data.sources[0]?.blob])
    expect(await keys()).toEqual(expect.arrayContaining(['done.json', 'upload.json']))
    expect((await keys()).filter((key) => /^\d{16}\./.test(key))).toEqual([])
  })

  it('is refused for now while the store is away, keeps what it has, and goes on', async () => {
    const line = await httpFaultProxy(s3?.endpoint ?? '')
    const { path, patch, offset, head, submitted } = await begun(line.url)
    expect((await patch(path, 0, recording.subarray(0, 9 * MIB))).status).toBe(204)
    line.cut()
    expect(await patch(path, 9 * MIB, recording.subarray(9 * MIB))).toMatchObject({ status: 503 })
    expect((await head(path)).status).toBe(423)
    line.mend()
    const kept = await offset(path)
    expect(kept).toBe(9 * MIB)
    expect((await patch(path, kept, recording.subarray(kept))).status).toBe(204)
    expect((await submitted())[0]?.data.sources[0]?.sha256).toBe(sha256)
  })
})
