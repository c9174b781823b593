import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import { openWaveformFiles } from '../waveform/waveform-files.ts'
import type { Delivery } from './delivery.ts'
import { reportOf } from './report.ts'
import { reportPage } from './report-page.ts'
import { aDelivery, aFile, anInspected } from './testing/deliveries.ts'
import { writeDocuments } from './write-documents.ts'

async function documentsOf(delivery: Delivery): Promise<Record<string, string>> {
  const files = await writeDocuments(await scratch(), delivery)
  const texts = files.map(async ({ name, path }) => [name, await readFile(path, 'utf8')])
  return Object.fromEntries(await Promise.all(texts))
}

async function withWaveform(): Promise<Delivery> {
  const writer = await openWaveformFiles(
    { dir: await scratch(), channels: 2, sampleRateHz: 48_000, maxBytes: 1e6 },
    { samplesPerPixel: 256, bits: 8, perChannel: true },
  )
  await writer.add(Int16Array.from({ length: 48_000 }, (_, i) => 20_000 * Math.sin(i / 40)))
  const waveforms = await writer.finish()
  await writer.close()
  return aDelivery({ inspected: anInspected({ waveforms }) })
}

const pageOf = (delivery: Delivery) => reportPage(delivery, reportOf(delivery), undefined)

describe('the documents of a delivery', () => {
  it('are the same bytes for the same delivery', async () => {
    const delivery = await withWaveform()
    const documents = await documentsOf(delivery)
    expect(Object.keys(documents)).toEqual([
      ...['report.json', 'report.html', 'feed-item.xml'],
      ...['chapters.json', 'chapters.xml', 'chapters.vtt', 'chapters.txt'],
    ])
    expect(await documentsOf(delivery)).toEqual(documents)
  })

  it('have none of chapters when there are none', async () => {
    const documents = await documentsOf(aDelivery({ metadata: { tags: {}, chapters: [] } }))
    expect(Object.keys(documents)).toEqual(['report.json', 'report.html', 'feed-item.xml'])
  })
})

describe('the report for programs', () => {
  it('tells before and after, and how each stands', async () => {
    const delivery = aDelivery()
    const { 'report.json': json = '' } = await documentsOf(delivery)
    const report = JSON.parse(json)
    expect(report).toMatchObject({
      version: 1,
      episodeId: 'ep-1',
      target: delivery.target,
      ffmpeg: '7.1',
      recording: { codec: 'pcm_s24le', loudness: { integratedLufs: -23.4 }, decodedDurationSeconds: 120 },
      files: [
        { name: 'episode.mp3', bytes: 1_920_000, bitsPerSecond: 128_000, making: { gainDb: 7.85 } },
        {},
        {},
      ],
      findings: delivery.findings,
      chapters: delivery.metadata.chapters,
      silences: delivery.inspected.silences,
    })
    const verdicts = (profiles: { profile: string; verdict: string }[]) =>
      Object.fromEntries(profiles.map(({ profile, verdict }) => [profile, verdict]))
    const before = {
      spotify: 'fail',
      'ebu-r128': 'pass',
      'atsc-a85': 'pass',
      'aes-td1008': 'fail',
      prx: 'fail',
    }
    expect(verdicts(report.recording.profiles)).toEqual({ ...before, apple: 'fail', acx: 'fail' })
    const after = {
      spotify: 'fail',
      'ebu-r128': 'fail',
      'atsc-a85': 'fail',
      'aes-td1008': 'warn',
      prx: 'pass',
    }
    expect(verdicts(report.files[0].profiles)).toEqual({ ...after, apple: 'pass', acx: 'fail' })
    expect(report.files[2]).toMatchObject({ name: 'preview.mp3', startSeconds: 30.25 })
    expect(report.files[2]).not.toHaveProperty('profiles')
  })
})

describe('the report for people', () => {
  it('says in sentences what was and what is', () => {
    const page = pageOf(aDelivery())
    expect(page).toContain('<title>Delivery report: The first one</title>')
    expect(page).toContain('is 2 min 0 s long. Its loudness was −23.4 LUFS with peaks of −8.3 dBTP')
    expect(page).toContain(
      '<b>episode.mp3</b>: −23.4 LUFS → −16.0 LUFS, peaks of −1.1 dBTP (+7.4 LU), the target is met.',
    )
    expect(page).toContain('Every file meets Apple Podcasts and PRX.')
    expect(page).toContain('There is silence of 3.1 s at 0:58. <code>long_silence</code>')
    expect(page).toContain('Made with a gain of +7.85 dB, of which +0.45 dB make up for the encoder')
  })

  it('draws the waveform and the loudness, each with a name and a description', async () => {
    const { 'report.html': page = '' } = await documentsOf(await withWaveform())
    expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(2)
    expect(page).toContain('<title id="waveform-title">Waveform of the recording</title>')
    expect(page).toContain('<desc id="loudness-description">Short-term loudness')
    expect(page.match(/<path d="M/g)).toHaveLength(4)
    expect(page).not.toContain('NaN')
  })

  it('loads nothing and runs nothing, whatever the episode is called', () => {
    const hostile = `</title><script src=//x>"'onload=alert(1) style="background:url(//x)"`
    const tags = { title: hostile, artist: hostile, album: hostile, publishedAt: hostile }
    const chapters = [{ startSeconds: 0, title: hostile, url: 'https://example.org/?"><script>' }]
    const findings = [{ code: 'clipping' as const, detail: hostile, artifact: hostile }]
    const page = pageOf(
      aDelivery({ metadata: { tags, chapters }, findings, episodeId: hostile, ffmpeg: hostile }),
    )
    expect(page).not.toMatch(/<script|<[^>]*\s(?:src|on\w+|style)=/i)
    expect(page).toContain('&lt;script src=//x&gt;')
  })

  it('keeps its structure for any text', () => {
    const structure = (page: string) => page.match(/[<>"]/g)?.length
    const withText = (text: string) =>
      pageOf(aDelivery({ metadata: { tags: { title: text }, chapters: [{ startSeconds: 0, title: text }] } }))
    const expected = structure(withText('x'))
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        expect(structure(withText(text))).toBe(expected)
      }),
      { numRuns: 50 },
    )
  })

  it('holds for silence, for a recording of no length, and for no files', () => {
    const silent = { integratedLufs: null, loudnessRangeLu: null, maxShortTermLufs: null, truePeakDbtp: null }
    const levels = { rmsDbfs: null, samplePeakDbfs: null }
    const inspected = anInspected({
      loudness: silent,
      levels,
      curve: [],
      silences: [],
      decodedDurationSeconds: 0.01,
    })
    const measurements = { ...aFile().measurements, loudness: silent, levels, durationSeconds: 0.01 }
    const page = pageOf(aDelivery({ inspected, files: [aFile({ measurements, curve: [] })] }))
    expect(page).toContain('−∞ LUFS → −∞ LUFS')
    expect(page).toContain('the target is missed')
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
    expect(pageOf(aDelivery({ inspected, files: [], findings: [] }))).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('stays small for a recording of a day', async () => {
    const curve = Array.from({ length: 86_400 }, (_, i) => -20 + (i % 7))
    const inspected = anInspected({ curve, decodedDurationSeconds: 86_400 })
    const page = pageOf(aDelivery({ inspected, files: [aFile({ curve }), aFile({ curve })] }))
    expect(page.length).toBeLessThan(100_000)
    expect(page).toContain('>24:00:00</text>')
  })
})
