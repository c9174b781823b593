import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../api/api.ts'
import { RefusedError } from '../api/errors.ts'
import { serve } from '../testing/serve.ts'
import { fetchArtifact } from './download.ts'
import { beginUpload, finishUpload } from './tus.ts'
import { upload } from './upload.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'soundmill-cli-'))
})
afterAll(() => rm(directory, { recursive: true }))

const { signal } = new AbortController()
const quiet = { signal, onProgress() {}, onPause() {} }
const ids = { episode: '018f6e2a-0000-7000-8000-000000000001', job: '018f6e2a-0000-7000-8000-000000000002' }
const bytes = Buffer.alloc(3_000_000, 'sound')
const sha256 = createHash('sha256').update(bytes).digest('hex')

async function recording(filename: string, content: Uint8Array = bytes) {
  const path = join(directory, crypto.randomUUID())
  await writeFile(path, content)
  return { path, filename, bytes: content.length }
}

describe('an upload', () => {
  it('sends the file as it is, with its length and name, and tells how far it is', async () => {
    const url = await serve(async (request, response) => {
      const body = await buffer(request)
      const whole = body.equals(bytes) && request.headers['content-length'] === String(bytes.length)
      const right = whole && request.url === '/v1/episodes?filename=Folge+1+%26+K%C3%A4se.wav'
      response.writeHead(right ? 201 : 400).end(JSON.stringify({ ...ids, position: '1-2' }))
    })
    const percents: number[] = []
    const onProgress = ({ percent }: { percent: number }) => percents.push(percent)
    const options = { ...quiet, onProgress }
    const { value } = await upload(createApi(url), await recording('Folge 1 & Käse.wav'), options)
    expect(value).toEqual({ ...ids, position: '1-2', announced: true })
    expect(percents.at(-1)).toBe(100)
    expect(percents.length).toBeGreaterThan(5)
  })

  it('with a spec, a cover or chapters is a form of known length, with the recording last', async () => {
    const url = await serve(async (request, response) => {
      const body = await buffer(request)
      const headers = { 'content-type': String(request.headers['content-type']) }
      const form = await new Response(body, { headers }).formData()
      const audio = form.get('audio')
      const told = {
        isWhole: request.headers['content-length'] === String(body.length),
        names: [...form.keys()],
        spec: form.get('spec'),
        audio: audio instanceof File && [audio.name, audio.size],
      }
      response.writeHead(201).end(JSON.stringify({ ...ids, told }))
    })
    const { path: cover } = await recording('cover.png', Buffer.from('picture'))
    const asked = { ...(await recording('a "b".wav')), spec: { lane: 'urgent' }, show: 's', cover }
    expect((await upload(createApi(url), asked, quiet)).body).toMatchObject({
      told: {
        isWhole: true,
        names: ['spec', 'cover', 'audio'],
        spec: '{"lane":"urgent","show":"s"}',
        audio: ['a "b".wav', bytes.length],
      },
    })
  })

  it('whose line breaks is sent again under the same key, and that is said', async () => {
    const keys: unknown[] = []
    const url = await serve(async (request, response) => {
      keys.push(request.headers['idempotency-key'])
      if (keys.length === 1) return void request.once('data', () => request.destroy())
      await buffer(request)
      response.writeHead(201).end(JSON.stringify(ids))
    })
    const said: string[] = []
    const options = { ...quiet, onPause: (error: Error) => void said.push(error.message) }
    const { value } = await upload(createApi(url), await recording('a.wav'), options)
    expect(value).toMatchObject(ids)
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    expect(said).toEqual([expect.stringContaining('broke')])
  })

  it('that is refused before all of it was sent is told with the code of the problem', async () => {
    const url = await serve((request, response) => {
      const problem = { status: 415, code: 'not_audio', detail: 'this is an HTML page' }
      request.once('data', () => response.writeHead(415).end(JSON.stringify(problem)))
    })
    const refused = upload(createApi(url), await recording('page.mp3'), quiet)
    await expect(refused).rejects.toThrow(RefusedError)
    await expect(refused).rejects.toMatchObject({ code: 'not_audio', message: 'this is an HTML page' })
  })

  it('by tus goes on from where the server says it stands', async () => {
    let kept = Buffer.alloc(0)
    let isMade = false
    const url = await serve(async (request, response) => {
      if (request.method === 'POST') {
        expect(request.headers['upload-metadata']).toContain(
          `sha256 ${Buffer.from(sha256).toString('base64')}`,
        )
        return void response.writeHead(201, { location: '/v1/uploads/one' }).end()
      }
      const offset = { 'upload-offset': kept.length, 'upload-length': bytes.length }
      if (request.method === 'HEAD') return void response.writeHead(200, offset).end()
      expect(Number(request.headers['upload-offset'])).toBe(kept.length)
      if (kept.length === 0) {
        kept = bytes.subarray(0, 1_000_000)
        return void request.once('data', () => request.destroy())
      }
      kept = Buffer.concat([kept, await buffer(request)])
      isMade = kept.equals(bytes)
      response.writeHead(204, { 'soundmill-episode': ids.episode, 'soundmill-job': ids.job }).end()
    })
    const [api, file] = [createApi(url), await recording('a.wav')]
    const address = await beginUpload(api, file, quiet)
    expect(address).toBe(`${url}/v1/uploads/one`)
    expect((await finishUpload(api, address, file, quiet)).value).toMatchObject(ids)
    expect(isMade).toBe(true)
    const other = await recording('b.wav', bytes.subarray(1))
    await expect(finishUpload(api, address, other, quiet)).rejects.toThrow('it is another one')
  })
})

describe('a download', () => {
  const artifact = { name: 'episode.mp3', bytes: bytes.length, sha256 }

  it('is kept as a file under its name, verified, and not fetched twice', async () => {
    let asked = 0
    const url = await serve((request, response) => {
      asked += 1
      response.writeHead(request.url?.endsWith('/e/artifacts/episode.mp3') ? 200 : 404).end(bytes)
    })
    const into = join(directory, 'good')
    const path = join(into, 'episode.mp3')
    expect(await fetchArtifact(createApi(url), 'e', artifact, into, quiet)).toEqual({ path })
    expect(bytes.equals(await readFile(path))).toBe(true)
    expect(await fetchArtifact(createApi(url), 'e', artifact, into, quiet)).toEqual({ path, wasThere: true })
    expect([asked, await readdir(into)]).toEqual([1, ['episode.mp3']])
  })

  it('that breaks goes on by range where it broke off', async () => {
    const ranges: unknown[] = []
    const url = await serve((request, response) => {
      const { range } = request.headers
      ranges.push(range)
      if (range === undefined) {
        response.writeHead(200, { 'content-length': bytes.length })
        return void response.write(bytes.subarray(0, 1_000_000), () => response.destroy())
      }
      expect(request.headers['if-range']).toBe(`"${sha256}"`)
      response.writeHead(206).end(bytes.subarray(Number(/\d+/.exec(range)?.[0])))
    })
    const fetched = await fetchArtifact(createApi(url), 'e', artifact, join(directory, 'range'), quiet)
    expect(bytes.equals(await readFile(fetched.path))).toBe(true)
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)])
  })

  it.each([
    ['shorter', bytes.subarray(1), '2999999 bytes instead of 3000000'],
    ['other', Buffer.alloc(bytes.length, 'noise'), 'its SHA-256 is '],
  ])('of %s bytes is not what was promised, and not kept', async (name, content, wrong) => {
    const url = await serve((_request, response) => response.writeHead(200).end(content))
    const into = join(directory, name)
    expect((await fetchArtifact(createApi(url), 'e', artifact, into, quiet)).wrong).toContain(wrong)
    expect(await readdir(into)).toEqual([])
  })

  it.each(['../episode.mp3', '/etc/passwd', '.bashrc', 'a/b.mp3', 'a\\b.mp3', '..', ''])(
    'named %j is refused: it would leave the directory, or hide in it',
    async (name) => {
      const fetched = fetchArtifact(
        createApi('http://127.0.0.1:9'),
        'e',
        { ...artifact, name },
        directory,
        quiet,
      )
      await expect(fetched).rejects.toMatchObject({ code: 'unsafe_name' })
    },
  )
})
