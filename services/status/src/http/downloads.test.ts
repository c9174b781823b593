import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { runStatus, type Surroundings, say, seen, store, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { useNats } from '../testing/told.ts'

const nats = useNats()
const content = Buffer.from('0123456789'.repeat(1000))

/** An episode whose source and artifact have bytes. */
async function published(around: Surroundings, name: string, mediaType: string) {
  const scene = newScene()
  const submitted = tell.submitted(scene)
  const source = await store(around, `source/${scene.episode}/one`, content)
  const sources = [{ ...source, filename: 'Käse 1.wav', mediaType: 'audio/wav' }]
  const finished = tell.succeeded(scene)
  const artifact = { ...tell.artifactOf(scene, 1, name), mediaType }
  const stored = { ...artifact, ...(await store(around, artifact.blob, content)) }
  const run = { attempt: 1, runId: tell.runOf(scene, 1) }
  const data = { outcome: 'succeeded' as const, ...run, artifacts: [stored], findings: [] }
  const asked = { ...submitted, data: { ...submitted.data, sources } }
  const said = await say(around, asked, tell.started(scene), { ...finished, data })
  return { scene, said, etag: `"${stored.sha256}"` }
}

async function download(name = 'episode.mp3', mediaType = 'audio/mpeg') {
  const around = await surroundings(nats())
  const status = await runStatus(around)
  const { scene, said, etag } = await published(around, name, mediaType)
  await seen(status, scene.episode, said)
  const url = `${status.url}/v1/episodes/${scene.episode}/artifacts/${name}`
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url, { method, headers, redirect: 'manual' })
  return { around, status, scene, url, etag, get }
}

describe('a download', () => {
  it('may be read in a browser when it is the delivery report, which can do nothing there', async () => {
    const { url } = await download('report.html', 'text/html')
    expect(Object.fromEntries((await fetch(url)).headers)).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    })
  })

  it('is the bytes, with their digest, under the name of the recording, and nothing a browser would show', async () => {
    const { get, etag } = await download()
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '10000',
      'content-disposition': `attachment; filename="Kase 1.mp3"; filename*=UTF-8''K%C3%A4se%201.mp3`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'repr-digest': `sha-256=:${createHash('sha256').update(content).digest('base64')}:`,
      etag,
    })
  })

  it('is the recording itself at /source', async () => {
    const { status, scene } = await download()
    const answer = await fetch(`${status.url}/v1/episodes/${scene.episode}/source`)
    expect(answer.headers.get('content-type')).toBe('audio/wav')
    expect(answer.headers.get('content-disposition')).toContain('K%C3%A4se%201.wav')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content)
  })

  it('tells everything but the bytes to HEAD', async () => {
    const { get } = await download()
    const [whole, head] = [await get(), await get({}, 'HEAD')]
    const {
      date: _,
      connection: __,
      'keep-alive': ___,
      'x-request-id': ____,
      ...told
    } = Object.fromEntries(head.headers)
    expect(head.status).toBe(200)
    expect(Object.fromEntries(whole.headers)).toMatchObject(told)
    expect(told).toMatchObject({ 'content-length': '10000' })
    expect(await head.text()).toBe('')
  })

  it('is a part of it when a part is asked for', async () => {
    const { get } = await download()
    for (const [range, contentRange, text] of [
      ['bytes=0-4', 'bytes 0-4/10000', '01234'],
      ['bytes=9995-', 'bytes 9995-9999/10000', '56789'],
      ['bytes=-3', 'bytes 9997-9999/10000', '789'],
    ] as const) {
      const answer = await get({ range })
      expect(answer.status).toBe(206)
      expect(answer.headers.get('content-range')).toBe(contentRange)
      expect(answer.headers.get('content-length')).toBe(String(text.length))
      expect(await answer.text()).toBe(text)
    }
  })

  it('is 416 with the size when nothing of the part is there, and whole when several parts are asked for', async () => {
    const { get } = await download()
    const refused = await get({ range: 'bytes=10000-' })
    expect(refused.status).toBe(416)
    expect(refused.headers.get('content-range')).toBe('bytes */10000')
    expect(await refused.json()).toMatchObject({ code: 'range_not_satisfiable' })
    expect(refused.headers.get('content-disposition')).toBeNull()
    expect((await get({ range: 'bytes=0-1,5-6' })).status).toBe(200)
  })

  it('goes on where it broke off only if it is still the same', async () => {
    const { get, etag } = await download()
    expect((await get({ range: 'bytes=5-', 'if-range': etag })).status).toBe(206)
    expect((await get({ range: 'bytes=5-', 'if-range': '"other"' })).status).toBe(200)
    expect((await get({ range: 'bytes=5-', 'if-range': `W/${etag}` })).status).toBe(200)
    expect((await get({ range: 'bytes=5-', 'if-range': new Date().toUTCString() })).status).toBe(200)
  })

  it('is 304 without bytes for a client that has them', async () => {
    const { get, etag } = await download()
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get({ 'if-none-match': tag })
      expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([304, etag, ''])
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('is a link to the store where clients can reach it, but not for HEAD', async () => {
    const { around, scene } = await download()
    const link = 'https://store.example/signed'
    const status = await runStatus({ ...around, blobs: { ...around.blobs, presignGet: async () => link } })
    const url = `${status.url}/v1/episodes/${scene.episode}/artifacts/episode.mp3`
    const answer = await fetch(url, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, link])
    expect((await fetch(url, { method: 'HEAD', redirect: 'manual' })).status).toBe(200)
  })

  it('is 404 when nothing is published, or nothing of this name, or the bytes are gone', async () => {
    const { around, status, scene, url } = await download()
    const waiting = newScene()
    await seen(status, waiting.episode, await say(around, tell.submitted(waiting)))
    const early = await fetch(`${status.url}/v1/episodes/${waiting.episode}/artifacts/episode.mp3`)
    expect(await early.json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('succeeded yet'),
    })
    const unknown = await fetch(url.replace('episode.mp3', 'other.mp3'))
    expect(await unknown.json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('of this name'),
    })
    await around.blobs.delete(tell.artifactOf(scene, 1, 'episode.mp3').blob)
    expect(await (await fetch(url)).json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('bytes'),
    })
  })

  it('lets go of the store when the client goes away', async () => {
    const around = await surroundings(nats())
    const streams: Readable[] = []
    const blobs = {
      ...around.blobs,
      async get(...args: Parameters<typeof around.blobs.get>) {
        const stream = await around.blobs.get(...args)
        streams.push(stream)
        return stream
      },
    }
    const status = await runStatus({ ...around, blobs })
    const scene = newScene()
    const big = await store(around, `source/${scene.episode}/big`, Buffer.alloc(32 * 1024 * 1024))
    const submitted = tell.submitted(scene, {
      sources: [{ ...big, filename: 'big.wav', mediaType: 'audio/wav' }],
    })
    await seen(status, scene.episode, await say(around, submitted))

    const client = request(`${status.url}/v1/episodes/${scene.episode}/source`, (answer) => {
      answer.once('data', () => client.destroy())
    })
    client.on('error', () => {})
    client.end()
    await until(() => streams[0]?.destroyed, { what: 'the stream of bytes to be destroyed' })
  })
})
