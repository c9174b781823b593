import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratch, tone, writeTone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, Submitted } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

const run = promisify(execFile)

/** A recording that brings a title, two chapters and a picture of its own. */
async function recordingWithEverything(): Promise<Uint8Array<ArrayBuffer>> {
  const { dir } = await scratch()
  const sound = await writeTone(join(dir, 'sound.wav'), { seconds: 12, channels: 2 })
  const chapters = [0, 6].map((s) => `[CHAPTER]\nTIMEBASE=1/1\nSTART=${s}\nEND=${s + 6}\ntitle=Teil ${s} ü`)
  await writeFile(join(dir, 'tags'), `;FFMETADATA1\ntitle=Its own\nartist=Käse\n${chapters.join('\n')}\n`)
  const picture = ['-f', 'lavfi', '-i', 'color=red:size=300x300', '-frames:v', '1', join(dir, 'cover.png')]
  const ffmpeg = (...args: string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', ...args])
  await ffmpeg(...picture)
  const inputs = ['-i', sound, '-i', join(dir, 'tags'), '-i', join(dir, 'cover.png')]
  const maps = ['-map', '0:a', '-map', '2:v', '-map_metadata', '1', '-map_chapters', '1']
  const file = join(dir, 'recording.mp3')
  await ffmpeg(...inputs, ...maps, '-b:a', '192k', '-disposition:v', 'attached_pic', file)
  return new Uint8Array(await readFile(file))
}

const SPEC = {
  preset: 'podcast',
  loudness: { target: 'spotify' },
  renditions: [
    { format: 'flac', bitDepth: 16 },
    { format: 'mp3', vbrQuality: 4, channels: 'mono' },
  ],
  metadata: { title: 'Asked for' },
  waveform: { zooms: [4096] },
  preview: { seconds: 5 },
  feed: { baseUrl: 'https://cdn.example/12/' },
}

/** So many and so long that they are more than 64 KiB; all of them within a recording of a few seconds. */
const CHAPTERS = Array.from({ length: 700 }, (_, at) => ({
  startTime: at / 100,
  title: `Kapitel ${at} ${'ü'.repeat(50)}`,
}))

const Job = z.object({ spec: z.object({ chapters: z.array(z.unknown()) }) })

async function coverFile(): Promise<Uint8Array<ArrayBuffer>> {
  const path = join((await scratch()).dir, 'cover.png')
  const drawing = ['-f', 'lavfi', '-i', 'color=blue:size=1400x1400', '-frames:v', '1', path]
  await run('ffmpeg', ['-nostdin', '-v', 'error', ...drawing])
  return new Uint8Array(await readFile(path))
}

async function formWithFiles(): Promise<FormData> {
  const chapters = JSON.stringify({ version: '1.2.0', chapters: CHAPTERS })
  expect(Buffer.byteLength(chapters)).toBeGreaterThan(64 * 1024)
  const form = new FormData()
  const spec = { renditions: [{ format: 'mp3', bitrateKbps: 64 }], metadata: { title: 'Mit Bild' } }
  form.append('spec', JSON.stringify(spec))
  form.append('cover', new Blob([await coverFile()]), 'Käse.png')
  form.append('chapters', new Blob([chapters]), 'chapters.json')
  form.append('audio', new Blob([new Uint8Array(tone({ seconds: 8, seed: 7 }))]), 'recording.wav')
  return form
}

const Probed = z.object({
  chapters: z.array(z.object({ tags: z.object({ title: z.string() }) })),
  streams: z.array(z.object({ codec_type: z.string(), width: z.number().optional() })),
})

/** What a player finds in it. */
async function probe(bytes: Uint8Array) {
  const path = join((await scratch()).dir, 'episode.mp3')
  await writeFile(path, bytes)
  const wanted = ['-show_chapters', '-show_streams', '-of', 'json']
  const { stdout } = await run('ffprobe', ['-v', 'error', ...wanted, path], { maxBuffer: 8 * 1024 ** 2 })
  return Probed.parse(JSON.parse(stdout))
}

/** Everything a spec can ask for, and what the recording brings itself. */
export function wishesJourney(stack: () => Stack) {
  describe('a recording with wishes', () => {
    it('comes out as it was asked for, with what it brought, and with a report that can be read', async () => {
      const { commands, queries } = stack()
      const client = createClient({ commands, queries })
      const form = new FormData()
      form.append('spec', JSON.stringify(SPEC))
      form.append('audio', new Blob([await recordingWithEverything()]), 'recording.mp3')
      const answer = await fetch(`${commands}/v1/episodes`, { method: 'POST', body: form })
      expect(answer.status).toBe(201)
      const { episode } = Submitted.parse(await answer.json())
      const { published, latest } = await client.finished(episode)
      expect(latest.outcome, JSON.stringify(latest)).toBe('succeeded')
      const artifacts = published?.artifacts ?? []
      expect(artifacts.map(({ name }) => name)).toEqual([
        ...['episode.flac', 'episode.mp3'],
        ...['chapters.json', 'chapters.txt', 'chapters.vtt', 'chapters.xml', 'cover.jpg', 'feed-item.xml'],
        ...['preview.mp3', 'report.html', 'report.json'],
        ...['waveform-4096.dat', 'waveform-4096.json', 'waveform.dat', 'waveform.json'],
      ])
      for (const name of ['episode.flac', 'episode.mp3']) {
        const { measurements } = artifacts.find((one) => one.name === name) ?? {}
        expect(Math.abs((measurements?.loudness.integratedLufs ?? 0) + 14), name).toBeLessThanOrEqual(0.5)
      }
      const read = async (name: string) =>
        (await client.download(`/v1/episodes/${episode}/artifacts/${name}`)).text()
      expect(await read('chapters.txt')).toBe('00:00:00 Teil 0 ü\n00:00:06 Teil 6 ü\n')
      expect(await read('feed-item.xml')).toContain('https://cdn.example/12/episode.mp3')
      expect(await read('feed-item.xml')).toContain('<title>Asked for</title>')
      const page = await client.download(`/v1/episodes/${episode}/artifacts/report.html`)
      expect(page.headers.get('content-disposition')).toBe('inline')
      expect(await page.text()).toMatch(/^<!doctype html>[\s\S]*Asked for[\s\S]*Apple Podcasts/i)
      const rendered = (await client.timeline(episode)).filter(({ data }) => data.name === 'episode.flac')
      expect(rendered[0]?.data.making).toMatchObject({ copied: false, tries: expect.any(Number) })
    })

    it('may come with a cover and a long list of chapters of their own, which are in the file afterwards', async () => {
      const { commands, queries } = stack()
      const client = createClient({ commands, queries })
      const answer = await fetch(`${commands}/v1/episodes`, { method: 'POST', body: await formWithFiles() })
      expect(answer.status, await answer.clone().text()).toBe(201)
      const { episode, job } = Submitted.parse(await answer.json())
      const { latest } = await client.finished(episode)
      expect(latest.outcome, JSON.stringify(latest)).toBe('succeeded')

      const file = await client.download(`/v1/episodes/${episode}/artifacts/episode.mp3`)
      const { chapters: found, streams } = await probe(new Uint8Array(await file.arrayBuffer()))
      expect(found.map(({ tags }) => tags.title)).toEqual(CHAPTERS.map(({ title }) => title))
      expect(streams.find(({ codec_type }) => codec_type === 'video')?.width).toBe(1400)
      const cover = await client.download(`/v1/episodes/${episode}/artifacts/cover.jpg`)
      expect(cover.headers.get('content-type')).toBe('image/jpeg')
      const detail = Job.parse(await client.raw(`/v1/episodes/${episode}/jobs/${job}`))
      expect(detail.spec.chapters).toHaveLength(CHAPTERS.length)
      expect(JSON.stringify(await client.raw(`/v1/episodes/${episode}`))).toContain('Mit Bild')
    })
  })
}
