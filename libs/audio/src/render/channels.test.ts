import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Rendition } from '../formats.ts'
import type { RenderedFile } from '../rendered.ts'
import { look, never, TARGET } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

/** Renders one recording, and tells the findings of the rendering alone. */
async function made(dir: string, source: string, renditions: Rendition[]) {
  const inspected = await look(engine, source, dir)
  const files: RenderedFile[] = []
  const { findings } = await engine.render(source, {
    ...{ dir, inspected, renditions, loudness: TARGET, metadata: { tags: {}, chapters: [] }, signal: never },
    onRendered: async (file) => void files.push(file),
  })
  return { inspected, files, findings }
}

async function expectAtTarget(files: readonly RenderedFile[], channels: number): Promise<void> {
  for (const { path, name, measurements } of files) {
    const { integratedLufs, truePeakDbtp } = await meter(path)
    expect(Math.abs(integratedLufs + 16), `${name} ${integratedLufs} LUFS`).toBeLessThanOrEqual(0.2)
    expect(truePeakDbtp, name).toBeLessThanOrEqual(-1)
    expect(measurements.channels, name).toBe(channels)
  }
}

const MONO: Rendition[] = [
  { format: 'mp3', bitrateKbps: 64, channels: 'mono' },
  { format: 'opus', bitrateKbps: 48, channels: 'mono' },
  { format: 'wav', channels: 'mono' },
]
const STEREO: Rendition[] = [
  { format: 'mp3', channels: 'stereo' },
  { format: 'm4a', channels: 'stereo' },
  // At 16 bits each side has a dither of its own.
  { format: 'flac', channels: 'stereo', bitDepth: 24 },
]

describe('mono of a recording with two sides', () => {
  it.each([
    ['the same on both', `${SIGNALS.speech}|${SIGNALS.speech}`],
    // Its sum is 3 LU quieter than the stereo was.
    ['two voices, one on each side', `${SIGNALS.speech}|${SIGNALS.music}`],
  ])('is the sum of them, at the target as a mono listener hears it: %s', async (_, formula) => {
    const dir = await scratch()
    const source = await makeSides(join(dir, 'source.wav'), formula)
    const { files, findings } = await made(dir, source, MONO)
    expect(findings).toEqual([])
    await expectAtTarget(files, 1)
  })

  it('is one side alone where the two cancel each other, and says which', async () => {
    const dir = await scratch()
    const source = await makeSides(join(dir, 'source.wav'), `${SIGNALS.speech}|-1.2*(${SIGNALS.speech})`)
    const { files, findings } = await made(dir, source, MONO)
    expect(findings.map(({ code, artifact }) => `${code} ${artifact}`).toSorted()).toEqual([
      'out_of_phase episode.mp3',
      'out_of_phase episode.opus',
      'out_of_phase episode.wav',
    ])
    expect(findings[0]?.detail).toMatch(/right channel alone, .* in 3.5 s of the 3.5 s that can be heard\.$/)
    await expectAtTarget(files, 1)
  })

  it('is the sum where they cancel each other for a while, and says how much is lost', async () => {
    const dir = await scratch()
    const swapped = `(1-2*gte(t,6)*lt(t,8.5))*(${SIGNALS.music})`
    const source = await makeSides(join(dir, 'source.wav'), `${SIGNALS.music}|${swapped}`, 12)
    const { inspected, files, findings } = await made(dir, source, [{ format: 'wav', channels: 'mono' }])
    expect(inspected.findings).toEqual([])
    expect(inspected.canceling).toEqual({ seconds: 2.5, audibleSeconds: 12, atSeconds: 6 })
    expect(findings).toEqual([
      {
        code: 'out_of_phase',
        detail:
          'In mono 2.5 s are hardly heard or not at all, the first at 6 s: the channels cancel each other there.',
        artifact: 'episode.wav',
        measured: { seconds: 2.5, audibleSeconds: 12, atSeconds: 6 },
      },
    ])
    await expectAtTarget(files, 1)
  })

  it('keeps a guest who is on one side only, though there is a jingle that cancels', async () => {
    const dir = await scratch()
    const { speech: host, music } = SIGNALS
    const left = `lt(t,2.5)*(${host})+gte(t,5)*(${music})`
    const right = `gte(t,2.5)*lt(t,5)*(${music})-gte(t,5)*(${music})`
    const source = await makeSides(join(dir, 'source.wav'), `${left}|${right}`, 8)
    const { inspected, findings } = await made(dir, source, [{ format: 'wav', channels: 'mono' }])
    expect(inspected.findings).toMatchObject([{ code: 'out_of_phase' }])
    expect(findings).toMatchObject([{ code: 'out_of_phase', measured: { seconds: 3, atSeconds: 5 } }])
    const parts = [
      await loudest(join(dir, 'episode.wav'), 0, 2.5),
      await loudest(join(dir, 'episode.wav'), 2.5, 5),
    ]
    for (const dbfs of parts) expect(dbfs).toBeGreaterThan(-20)
  })

  it('says that it is too quiet for a target, where the stereo is just loud enough', async () => {
    const dir = await scratch()
    const wide = '0.0038*sin(2*PI*300*t)|0.0038*sin(2*PI*500*t)'
    const source = await makeSides(join(dir, 'source.wav'), wide)
    const renditions: Rendition[] = [{ format: 'wav', channels: 'mono' }, { format: 'flac' }]
    const { inspected, findings } = await made(dir, source, renditions)
    expect(inspected.findings).toEqual([])
    const told = findings.map(({ code, artifact }) => ({ code, artifact }))
    expect(told).toEqual([{ code: 'gain_capped' }, { code: 'very_quiet', artifact: 'episode.wav' }])
  })

  it('is the side on which there is something, where the other is silent', async () => {
    const dir = await scratch()
    const source = await makeSides(join(dir, 'source.wav'), `${SIGNALS.music}|0*t`)
    const { files, findings } = await made(dir, source, [{ format: 'wav', channels: 'mono' }])
    expect(findings).toMatchObject([{ code: 'silent_channel', artifact: 'episode.wav' }])
    expect(findings[0]?.detail).toMatch(/left channel alone/)
    await expectAtTarget(files, 1)
  })

  it('leaves both sides to the files that were not asked to be mono', async () => {
    const dir = await scratch()
    const source = await makeSides(join(dir, 'source.wav'), `${SIGNALS.speech}|-1*(${SIGNALS.speech})`)
    const { files, findings } = await made(dir, source, [{ format: 'flac' }])
    expect(findings).toEqual([])
    await expectAtTarget(files, 2)
  })
})

describe('stereo of a mono recording', () => {
  it('is the same on both sides, at the target', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.music, { channels: 1, rateHz: 48_000 })
    const { files, findings } = await made(dir, source, STEREO)
    expect(findings).toEqual([])
    await expectAtTarget(files, 2)
    const difference = 'aformat=sample_fmts=dblp,pan=mono|c0=c0-c1,astats=measure_perchannel=none'
    const said = await ffmpeg('-i', join(dir, 'episode.flac'), '-af', difference, '-f', 'null', '-')
    expect(said).toMatch(/Peak level dB: -inf/)
  })
})

/** Stereo of a formula for each side. */
async function makeSides(file: string, sides: string, seconds = 4): Promise<string> {
  const source = `aevalsrc='${sides.replaceAll(',', '\\,')}':s=48000:d=${seconds}`
  await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', source, file)
  return file
}

/** The highest sample between two places, in dBFS. */
async function loudest(file: string, from: number, to: number): Promise<number> {
  const said = await ffmpeg('-i', file, '-af', `atrim=${from}:${to},volumedetect`, '-f', 'null', '-')
  return Number(/max_volume: (\S+) dB/.exec(said)?.[1])
}
