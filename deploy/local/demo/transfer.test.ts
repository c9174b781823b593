import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { download } from './download.ts'
import { serve } from './testing/serve.ts'
import { RefusedError, upload } from './upload.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'soundmill-demo-'))
})
afterAll(() => rm(directory, { recursive: true }))

const { signal } = new AbortController()
const ids = { episode: '018f6e2a-0000-7000-8000-000000000001', job: '018f6e2a-0000-7000-8000-000000000002' }
const bytes = Buffer.alloc(3_000_000, 'sound')

async function file(name: string, content: Uint8Array): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, content)
  return path
}

describe('an upload', () => {
  it('sends the file as it is, with its length and name, and tells how far it is', async () => {
    const url = await serve(async (request, response) => {
      const body = await buffer(request)
      const whole = body.equals(bytes) && request.headers['content-length'] === String(bytes.length)
      const right = whole && request.url === '/v1/episodes?filename=Folge%201%20%26%20K%C3%A4se.wav'
      response.writeHead(right ? 201 : 400).end(JSON.stringify({ ...ids, position: '1-2' }))
    })
    const percents: number[] = []
    const path = await file('Folge 1 & Käse.wav', bytes)
    const accepted = await upload(url, path, { signal, onProgress: (percent) => percents.push(percent) })
    expect(accepted).toEqual({ ...ids, position: '1-2' })
    expect(percents.at(-1)).toBe(100)
    expect(percents.length).toBeGreaterThan(5)
  })

  it('that is refused before all of it was sent is told with the code of the problem', async () => {
    const url = await serve((request, response) => {
      const problem = { status: 415, code: 'not_audio', detail: 'this is an HTML page' }
      request.once('data', () => response.writeHead(415).end(JSON.stringify(problem)))
    })
    const refused = upload(url, await file('page.mp3', bytes), { signal, onProgress() {} })
    await expect(refused).rejects.toThrow(RefusedError)
    await expect(refused).rejects.toMatchObject({ code: 'not_audio', message: 'this is an HTML page' })
  })

  it('of a file that is not there, or is none, is refused here', async () => {
    const options = { signal, onProgress() {} }
    const absent = join(directory, 'absent.wav')
    await expect(upload('http://127.0.0.1:9', absent, options)).rejects.toMatchObject({ code: 'unreadable' })
    await expect(upload('http://127.0.0.1:9', directory, options)).rejects.toMatchObject({
      code: 'unreadable',
    })
  })
})

describe('a download', () => {
  const artifact = {
    name: 'episode.mp3',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }

  it('is kept as a file, and verified', async () => {
    const url = await serve((request, response) => {
      response.writeHead(request.url === '/e/artifacts/episode.mp3' ? 200 : 404).end(bytes)
    })
    const [verified] = await download(`${url}/e`, [artifact], join(directory, 'good'), signal)
    expect(verified).toEqual({ ...artifact, path: join(directory, 'good', 'episode.mp3') })
    expect(bytes.equals(await readFile(join(directory, 'good', 'episode.mp3')))).toBe(true)
  })

  it.each([
    ['shorter', 200, bytes.subarray(1), '2999999 bytes instead of 3000000'],
    ['other', 200, Buffer.alloc(bytes.length, 'noise'), 'its SHA-256 is '],
    ['missing', 404, bytes, 'the download answers 404'],
  ])('of %s bytes is not what was promised', async (name, status, content, wrong) => {
    const url = await serve((_request, response) => response.writeHead(status).end(content))
    const [verified] = await download(`${url}/e`, [artifact], join(directory, name), signal)
    expect(verified?.wrong).toContain(wrong)
  })
})
