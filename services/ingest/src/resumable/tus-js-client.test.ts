import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../testing/world.ts'
import { speakTus } from './testing/tus.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 120 })
const MIB = 1024 * 1024
const NAME = 'Gespräch 日本語 🎙.wav'
const sha256 = createHash('sha256').update(recording).digest('hex')

/** Uploads to its end; resolves to the address of the episode. `pauseAt`: breaks off after so many bytes. */
function upload(options: UploadOptions, { pauseAt }: { pauseAt?: number } = {}) {
  return new Promise<{ url: string; episode: string | undefined }>((resolve, reject) => {
    const running = new Upload(recording, {
      metadata: { filename: NAME, show: 'my-show' },
      retryDelays: [0, 100, 500],
      ...options,
      onError: reject,
      onSuccess: ({ lastResponse }) =>
        resolve({ url: running.url ?? '', episode: lastResponse.getHeader('Soundmill-Episode') }),
      onProgress(sent) {
        if (pauseAt === undefined || sent < pauseAt) return
        running.abort().then(() => resolve({ url: running.url ?? '', episode: undefined }), reject)
      },
    })
    running.start()
  })
}

async function open() {
  const world = await openWorld({ natsUrl: nats.url })
  const other = await world.openIngest()
  const endpoint = `${world.origin}/v1/uploads`
  async function expectOneEpisode(episode: string | undefined) {
    const [event, ...others] = await world.submitted()
    expect(others).toEqual([])
    expect([event?.show, event?.episode]).toEqual(['my-show', episode])
    expect(event?.data.sources).toMatchObject([{ sha256, filename: NAME, bytes: recording.length }])
  }
  return { ...world, other, endpoint, expectOneEpisode }
}

describe('the published client', () => {
  it.each<[string, UploadOptions]>([
    ['in one request', {}],
    ['in chunks', { chunkSize: 3 * MIB }],
    ['with its first bytes at the creation', { uploadDataDuringCreation: true, chunkSize: 5 * MIB }],
    ['with all bytes at the creation', { uploadDataDuringCreation: true }],
    ['where PATCH is forbidden', { overridePatchMethod: true }],
  ])('uploads %s', async (_, options) => {
    const { endpoint, expectOneEpisode } = await open()
    const { episode } = await upload({ endpoint, ...options })
    await expectOneEpisode(episode)
  })

  it('uploads what has no length yet', async () => {
    const { endpoint, submitted } = await open()
    const stream = Readable.from([recording.subarray(0, 4 * MIB), recording.subarray(4 * MIB)])
    await new Promise<void>((resolve, reject) => {
      const options = { endpoint, uploadLengthDeferred: true, chunkSize: 2 * MIB }
      // Its types know readers of browsers only; in Node it takes streams.
      const source = Object.assign(stream, { read: stream.read.bind(stream) })
      new Upload(source, { ...options, onSuccess: () => resolve(), onError: reject }).start()
    })
    expect((await submitted())[0]?.data.sources[0]?.sha256).toBe(sha256)
  })

  it('pauses in the middle of a request, and goes on at another replica', async () => {
    const { endpoint, other, expectOneEpisode } = await open()
    const paused = await upload({ endpoint }, { pauseAt: 5 * MIB })
    const uploadUrl = new URL(new URL(paused.url).pathname, other.origin).href
    const { episode } = await upload({ uploadUrl })
    await expectOneEpisode(episode)
  })

  it('comes back when it is done already, and is told so', async () => {
    const { endpoint, other, expectOneEpisode } = await open()
    const { url, episode } = await upload({ endpoint })
    const again = await upload({ uploadUrl: new URL(new URL(url).pathname, other.origin).href })
    expect(again.episode).toBe(episode)
    await expectOneEpisode(episode)
  })

  it('ends an upload it does not want any more', async () => {
    const { endpoint, origin } = await open()
    const { url } = await upload({ endpoint }, { pauseAt: MIB })
    await Upload.terminate(url)
    expect((await speakTus(origin).head(new URL(url).pathname)).status).toBe(410)
  })
})
