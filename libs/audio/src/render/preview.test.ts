import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { RenderedFile } from '../rendered.ts'
import { produce } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()
/** A voice that is three times as loud from the eighth second to the fourteenth. */
const LOUD_IN_THE_MIDDLE = `(1+2*gte(t,8)*lt(t,14))*0.5*(${SIGNALS.speech})`

const named = (files: readonly RenderedFile[], name: string): RenderedFile => {
  const found = files.find((file) => file.name === name)
  if (!found) throw new Error(`${name} was not made`)
  return found
}

async function level(file: string, from: number, seconds: number): Promise<number> {
  const said = await ffmpeg(
    ...['-i', file, '-af', `atrim=${from}:${from + seconds},volumedetect`, '-f', 'null', '-'],
  )
  return Number(/mean_volume: (\S+) dB/.exec(said)?.[1])
}

describe('a preview', () => {
  it('is the loudest stretch, as loud as the episode is there, with soft ends', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), LOUD_IN_THE_MIDDLE, { seconds: 20 })
    const { files, findings } = await produce(engine, source, dir, { preview: { seconds: 6 } })
    expect(findings).toEqual([])
    expect(files).toHaveLength(4)
    const preview = named(files, 'preview.mp3')
    expect(preview).toMatchObject({ mediaType: 'audio/mpeg', making: { copied: false } })
    const { seconds, truePeakDbtp } = await meter(preview.path)
    expect(seconds).toBeCloseTo(6, 0)
    expect(truePeakDbtp).toBeLessThanOrEqual(-1)
    const [, start] = /atrim=start=([\d.]+)/.exec(preview.making.arguments.join(' ')) ?? []
    expect(Number(start)).toBeGreaterThanOrEqual(7)
    expect(Number(start)).toBeLessThanOrEqual(9)
    const episode = join(dir, 'episode.mp3')
    const inside = await level(preview.path, 1, 4)
    expect(inside).toBeCloseTo(await level(episode, Number(start) + 1, 4), 0)
    expect(await level(preview.path, 0, 0.1)).toBeLessThan(inside - 10)
    expect(preview.making.gainDb).toBe(named(files, 'episode.mp3').making.gainDb)
  })

  it('begins where it was asked to, also of a job without an MP3, and has no chapters', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.peaky, { seconds: 12 })
    const { files } = await produce(engine, source, dir, {
      renditions: [{ format: 'opus' }],
      preview: { seconds: 5, startSeconds: 2.5 },
      metadata: { tags: { title: 'A clip' }, chapters: [{ startSeconds: 0, title: 'First' }] },
    })
    const preview = named(files, 'preview.mp3')
    expect(preview.making.arguments.join(' ')).toContain('atrim=start=2.500000:duration=5.000000')
    expect(preview.making.limitDbfs).toBeDefined()
    expect((await meter(preview.path)).truePeakDbtp).toBeLessThanOrEqual(-1)
    const said = await ffmpeg('-i', preview.path, '-t', '0.1', '-f', 'null', '-')
    expect(said).toMatch(/title +: A clip/)
    expect(said).not.toContain('Chapter')
  })

  it('is made like the MP3 of the job, and is whole when the recording is shorter', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 3 })
    const { files, findings } = await produce(engine, source, dir, {
      renditions: [{ format: 'mp3', bitrateKbps: 64, channels: 'mono' }],
      preview: { seconds: 30 },
    })
    expect(findings).toEqual([])
    const preview = named(files, 'preview.mp3')
    expect(preview.measurements).toMatchObject({ channels: 1, codec: 'mp3' })
    expect(preview.measurements.durationSeconds).toBeCloseTo(3, 1)
    expect(preview.making.arguments.join(' ')).toContain('-b:a 64k')
  })

  it('is refused when it is not offered, before anything is made', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const made: string[] = []
    const onRendered = async ({ name }: RenderedFile) => void made.push(name)
    for (const preview of [{ seconds: 4 }, { seconds: 10, startSeconds: 1.5 }]) {
      await expect(produce(engine, source, dir, { preview, onRendered })).rejects.toThrow(RangeError)
    }
    expect(made).toEqual([])
  })
})
