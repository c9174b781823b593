import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RenderJob, StepProgress } from '../audio-engine.ts'
import { createAudioEngine } from '../create-audio-engine.ts'
import { inspectedAs } from '../testing/inspected-as.ts'
import { fakeTool, gone, look, never, pidIn, produce, RENDITIONS, TARGET } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

describe('a render job', () => {
  it('reports its steps in order, never backwards, each up to 100', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.tone, { seconds: 30, channels: 1 })
    const reports: StepProgress[] = []
    await produce(engine, source, dir, { onProgress: (report) => reports.push(report) })
    const steps = reports.map(({ step }) => step)
    expect(steps).toEqual([...steps].sort())
    for (const step of ['render', 'verify']) {
      const percents = reports.filter((report) => report.step === step).map(({ percent }) => percent)
      expect(percents).toEqual([...percents].sort((a, b) => a - b))
      expect(percents.at(-1)).toBe(100)
    }
  })

  it('kills its encoders on an abort, and they would not have ended by themselves', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.tone, { seconds: 240, channels: 1 })
    const script =
      'case "$*" in *libmp3lame*) echo $$ > $here/mp3;; *ipod*) echo $$ > $here/m4a;; esac; exec ffmpeg "$@"'
    const wrapped = createAudioEngine({ ffmpegPath: await fakeTool(dir, 'ffmpeg', script), lanes: 2 })
    const controller = new AbortController()
    const job = produce(wrapped, source, dir, { signal: controller.signal })
    const pids = await Promise.all([pidIn(join(dir, 'mp3')), pidIn(join(dir, 'm4a'))])
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    controller.abort(new Error('canceled'))
    await expect(job).rejects.toThrow('canceled')
    await gone(pids, 20_000)
  })

  it('ends with the error of whoever takes the files, as it is, after all else has ended', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 2 })
    const full = new Error('the store is full')
    const job = produce(engine, source, dir, { onRendered: () => Promise.reject(full) })
    await expect(job).rejects.toBe(full)
  })

  it('ends when a file would grow too large, though ffmpeg calls that a success', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.tone, { seconds: 20, channels: 1 })
    const inspected = await look(engine, source, dir)
    const small = createAudioEngine({ limits: { outputBytes: 150_000 } })
    const job = {
      dir,
      inspected,
      loudness: TARGET,
      metadata: { tags: {}, chapters: [] },
      signal: never,
      onRendered: async () => {},
    }
    const rendering = small.render(source, { ...job, renditions: RENDITIONS })
    await expect(rendering).rejects.toMatchObject({ code: 'limit_exceeded:output_bytes' })
  })

  it('takes a file that exists for nothing: what cannot be decoded again is an error', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 4 })
    const half = `for last; do :; done
ffmpeg "$@" || exit
case "$*" in *libmp3lame*) f=\${last#file:}; head -c 20000 $f > $f.cut; mv $f.cut $f;; esac`
    const cutting = createAudioEngine({ ffmpegPath: await fakeTool(dir, 'ffmpeg', half) })
    const job = produce(cutting, source, dir, { renditions: [{ format: 'mp3', bitrateKbps: 128 }] })
    await expect(job).rejects.toMatchObject({ code: 'internal', message: /lasts .* instead of/ })
  })

  it.each<[RegExp, RenderJob['renditions']]>([
    [/bitrateKbps of mp3/, [{ format: 'mp3', bitrateKbps: 127 }]],
    [/bitrateKbps of flac/, [{ format: 'flac', bitrateKbps: 128 }]],
    [/vbrQuality of m4a/, [{ format: 'm4a', vbrQuality: 2 }]],
    [/vbrQuality of mp3/, [{ format: 'mp3', vbrQuality: 2, bitrateKbps: 128 }]],
    [/vbrQuality of mp3/, [{ format: 'mp3', vbrQuality: 9.5 }]],
    [/bitDepth of opus/, [{ format: 'opus', bitDepth: 16 }]],
    [/sampleRateHz of opus/, [{ format: 'opus', sampleRateHz: 44_100 }]],
    [/mp3 is asked for twice/, [...RENDITIONS, ...RENDITIONS]],
  ])('refuses what it does not offer, and says which: %s', async (message, renditions) => {
    const metadata = { tags: {}, chapters: [] }
    const job = { dir: '/nowhere', inspected: inspectedAs(), loudness: TARGET, metadata, signal: never }
    const refused = engine.render('nothing', { ...job, renditions, onRendered: async () => {} })
    await expect(refused).rejects.toThrow(RangeError)
    await expect(refused).rejects.toThrow(message)
  })
})
