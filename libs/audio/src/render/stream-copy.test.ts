import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { FindingCode } from '../findings.ts'
import type { Rendition } from '../formats.ts'
import type { Inspected } from '../inspected.ts'
import { inspectedAs } from '../testing/inspected-as.ts'
import { fakeTool, never, produce, TARGET, TOOLS } from '../testing/jobs.ts'
import { ffmpeg, makePinkNoise, meter, scratch } from '../testing/signals.ts'
import { folded, sourceMix } from './channels.ts'
import { rateOf } from './output-rate.ts'
import { type CopyQuestion, isCopyable } from './stream-copy.ts'

const engine = createAudioEngine()

/** The MD5 of the packets as they are stored. */
const packetsOf = async (file: string): Promise<string | undefined> => {
  const said = await ffmpeg('-v', 'error', '-i', file, '-map', '0:a:0', '-c', 'copy', '-f', 'md5', 'pipe:2')
  return /MD5=(\w+)/.exec(said)?.[1]
}

/** Pink noise, a little louder than −16 LUFS because encoders take some away, at peaks near −6 dBTP; they encoders make at the rate they were asked for. */
async function compliant(dir: string, name: string, output: string[]): Promise<string> {
  const master = await makePinkNoise(join(dir, 'master.wav'), 5)
  const { integratedLufs } = await meter(master)
  const level = ['-af', `volume=${(-15.7 - integratedLufs).toFixed(2)}dB:precision=double`]
  const source = join(dir, name)
  await ffmpeg('-v', 'error', '-i', master, ...level, '-metadata', 'title=Old', ...output, source)
  return source
}

const render = (source: string, dir: string, rendition: Rendition) =>
  produce(engine, source, dir, {
    renditions: [rendition],
    metadata: { tags: { title: 'New' }, chapters: [] },
  })

describe('a source that is already what was asked for', () => {
  it.each<[string, string, string[], Rendition]>([
    ['MP3', 'source.mp3', ['-b:a', '128k'], { format: 'mp3' }],
    ['MP3 of a quality', 'source.mp3', ['-q:a', '3'], { format: 'mp3', vbrQuality: 3 }],
    ['AAC', 'source.m4a', ['-b:a', '128k'], { format: 'm4a', bitrateKbps: 128 }],
    ['FLAC', 'source.flac', ['-sample_fmt', 's16'], { format: 'flac' }],
    ['WAV of 24 bits', 'source.wav', ['-c:a', 'pcm_s24le'], { format: 'wav' }],
  ])('is copied packet by packet, with the new tags: %s', async (_, name, output, rendition) => {
    const dir = await scratch()
    const source = await compliant(dir, name, output)
    const { files, findings } = await render(source, dir, rendition)
    const [file] = files
    expect(file?.making).toMatchObject({ copied: true, gainDb: 0, trimDb: 0, tries: 1 })
    expect(findings).toEqual([])
    const path = file?.path ?? ''
    expect(await packetsOf(path)).toBe(await packetsOf(source))
    expect((await meter(path)).integratedLufs).toBeCloseTo(-16, 0)
    const said = await ffmpeg('-i', path, '-t', '0.1', '-f', 'null', '-')
    expect(said).toMatch(/title +: New/i)
    expect(said).not.toMatch(/: Old/)
  })

  it('is copied also from ADTS into MP4, and from one Ogg into another', async () => {
    const dir = await scratch()
    const adts = await compliant(dir, 'source.aac', ['-c:a', 'aac', '-b:a', '128k'])
    const { inspected, files } = await render(adts, dir, { format: 'm4a', bitrateKbps: 128 })
    expect(inspected.container).toBe('aac')
    expect(files[0]?.making.copied).toBe(true)
    const ogg = await compliant(dir, 'source.opus', ['-c:a', 'libopus', '-vbr', 'off', '-b:a', '96k'])
    const { files: opus } = await render(ogg, dir, { format: 'opus', bitrateKbps: 96 })
    expect(opus[0]?.making.copied).toBe(true)
    expect(await packetsOf(opus[0]?.path ?? '')).toBe(await packetsOf(ogg))
  })

  it('is encoded all the same when the copy turns out not to be whole', async () => {
    const dir = await scratch()
    const source = await compliant(dir, 'source.flac', [])
    const half = `for last; do :; done
ffmpeg "$@" || exit
case "$*" in *"codec copy"*|*"c:a copy"*|*"acodec copy"*) f=\${last#file:}; head -c 20000 $f > $f.cut; mv $f.cut $f;; esac`
    const cutting = createAudioEngine({ ffmpegPath: await fakeTool(dir, 'ffmpeg', half) })
    const { files } = await produce(cutting, source, dir, { renditions: [{ format: 'flac' }] })
    expect(files[0]?.making.copied).toBe(false)
    expect((await meter(files[0]?.path ?? '')).seconds).toBeCloseTo(5, 1)
  })
})

const MP3 = inspectedAs({ container: 'mp3', codec: 'mp3', bitrateKbps: 128.4 })
const FLAC = inspectedAs({ container: 'flac', codec: 'flac', bitDepth: 24 })

const mayBeCopied = (rendition: Rendition, inspected: Inspected, more: Partial<CopyQuestion> = {}) => {
  const hearing = { mix: sourceMix(inspected), loudness: inspected.loudness }
  const question = { rendition, hearing, rateHz: rateOf(rendition, inspected.sampleRateHz), ...more }
  // Everything that matters is in the question; this text, which has no frame that says otherwise, has a constant rate.
  return isCopyable(TOOLS, fileURLToPath(import.meta.url), question, { inspected, loudness: TARGET }, never)
}
const level = (integratedLufs: number | null, truePeakDbtp: number) => ({
  loudness: { integratedLufs, truePeakDbtp, loudnessRangeLu: null, maxShortTermLufs: null },
})
const found = (code: FindingCode) => ({ findings: [{ code, detail: '' }] })

describe('whether a source may be copied', () => {
  it.each<[string, Rendition, Inspected]>([
    ['an MP3 at its target', { format: 'mp3' }, MP3],
    ['at the edge of the tolerance', { format: 'mp3' }, { ...MP3, ...level(-16.5, -1) }],
    ['a clipped one, which no encoder would mend', { format: 'mp3' }, { ...MP3, ...found('clipping') }],
    ['stereo that was asked to be stereo', { format: 'flac', channels: 'stereo' }, FLAC],
  ])('it may: %s', async (_, rendition, inspected) => {
    expect(await mayBeCopied(rendition, inspected)).toBe(true)
  })

  it.each<[string, Rendition, Inspected]>([
    ['another bit rate', { format: 'mp3', bitrateKbps: 160 }, MP3],
    ['a constant rate, for a quality', { format: 'mp3', vbrQuality: 2 }, { ...MP3, bitrateKbps: 190 }],
    ['left and LFE', { format: 'flac' }, { ...FLAC, channelLayout: '2 channels (FC+LFE)' }],
    ['a bit rate that is not known', { format: 'mp3' }, inspectedAs({ container: 'mp3', codec: 'mp3' })],
    ['another sample rate', { format: 'mp3', sampleRateHz: 44_100 }, MP3],
    ['a rate that players do not expect', { format: 'mp3' }, { ...MP3, sampleRateHz: 22_050 }],
    ['another depth', { format: 'flac', bitDepth: 16 }, FLAC],
    ['six channels', { format: 'flac' }, { ...FLAC, channels: 6 }],
    ['another format', { format: 'opus' }, MP3],
    ['the right codec in another container', { format: 'mp3' }, { ...MP3, container: 'matroska' }],
    ['floating point', { format: 'wav' }, inspectedAs({ codec: 'pcm_f32le', bitDepth: 32 })],
    ['too quiet', { format: 'mp3' }, { ...MP3, ...level(-16.6, -5) }],
    ['a peak above the target', { format: 'mp3' }, { ...MP3, ...level(-16, -0.9) }],
    ['silence', { format: 'mp3' }, { ...MP3, ...level(null, -90) }],
    ['damage', { format: 'mp3' }, { ...MP3, ...found('truncated_input') }],
    ['a header that lies', { format: 'wav' }, inspectedAs(found('header_size_wrong'))],
    ['one that had to be made uniform', { format: 'flac' }, { ...FLAC, uniformCopy: '/x/uniform.flac' }],
  ])('it may not: %s', async (_, rendition, inspected) => {
    expect(await mayBeCopied(rendition, inspected)).toBe(false)
  })

  it('may not when only one channel was asked for', async () => {
    const hearing = { mix: folded(sourceMix(FLAC), 'both'), loudness: FLAC.loudness }
    expect(await mayBeCopied({ format: 'flac', channels: 'mono' }, FLAC, { hearing })).toBe(false)
  })
})
