import { createHash } from 'node:crypto'
import { tone } from '@soundmill/test-support'
import { Upload, type UploadOptions } from 'tus-js-client'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

const NAME = 'Gespräch 日本語.wav'

type Result = { url: string; episode: string | undefined }

/** The published client of the tus protocol, to its end or until it sent so many bytes. */
function upload(bytes: Buffer, options: UploadOptions, pauseAt = Number.POSITIVE_INFINITY): Promise<Result> {
  return new Promise((resolve, reject) => {
    const running = new Upload(bytes, {
      ...options,
      onError: reject,
      onSuccess: ({ lastResponse }) =>
        resolve({ url: running.url ?? '', episode: lastResponse.getHeader('Soundmill-Episode') }),
      onProgress(sent) {
        if (sent < pauseAt) return
        running.abort().then(() => resolve({ url: running.url ?? '', episode: undefined }), reject)
      },
    })
    running.start()
  })
}

/** A long recording over a bad line. */
export function tusJourney(stack: () => Stack) {
  describe('a resumable upload', () => {
    it('pauses in the middle, goes on, and comes out finished, under its name in any script', async () => {
      const client = createClient(stack())
      const recording = tone({ seconds: 60, seed: 50 })
      const endpoint = `${stack().commands}/v1/uploads`
      const metadata = { filename: NAME, show: 'my-show' }
      const { url } = await upload(recording, { endpoint, metadata }, recording.length / 3)
      expect(url).toMatch(`${stack().commands}/v1/uploads/`)

      const { episode = '' } = await upload(recording, { uploadUrl: url })
      const view = await client.finished(episode)
      expect([view.show, view.latest.outcome]).toEqual(['my-show', 'succeeded'])
      const source = await client.download(`/v1/episodes/${episode}/source`)
      expect(source.headers.get('content-disposition')).toContain(encodeURIComponent(NAME))
      const bytes = new Uint8Array(await source.arrayBuffer())
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(
        createHash('sha256').update(recording).digest('hex'),
      )
    })

    it('is told about as JSON too', async () => {
      const recording = tone({ seconds: 1, seed: 51 })
      const { url, episode } = await upload(recording, { endpoint: `${stack().commands}/v1/uploads` })
      expect(await (await fetch(url)).json()).toMatchObject({ state: 'submitted', episode })
    })
  })
}
