import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import type { FinishedEpisode } from './finished-episode.ts'
import { reportOf } from './report.ts'
import { reportPage } from './report-page.ts'
import { aFile, anEpisode, anInspected, aPreview } from './testing/episodes.ts'
import { anEpisodeWithWaveform } from './testing/waveforms.ts'
import { readColumns } from './waveform-columns.ts'

const pageOf = (episode: FinishedEpisode) => reportPage(episode, reportOf(episode), undefined)

describe('the report for people', () => {
  it('says in sentences what was and what is', () => {
    const page = pageOf(anEpisode())
    expect(page).toContain('<title>Delivery report: The first one</title>')
    expect(page).toContain('is 2 min 0 s long. Its loudness was −23.4 LUFS with peaks of −8.3 dBTP')
    expect(page).toContain(
      '<b>episode.mp3</b>: −23.4 LUFS → −16.0 LUFS, peaks of −1.1 dBTP (+7.4 LU), the target is met.',
    )
    expect(page).toContain('Every file meets Apple Podcasts and PRX.')
    expect(page).toContain('<caption>1 stretch of the recording in which nothing can be heard</caption>')
    expect(page).toContain('There is silence of 3.1 s at 0:58. <code>long_silence</code>')
    expect(page).toContain('Made with a gain of +7.85 dB, of which +0.45 dB make up for the encoder')
  })

  it('names the recording it was made from, and is headed by it where there is no title', () => {
    const named = pageOf(anEpisode({ fileName: 'talk <1>.wav' }))
    expect(named).toContain('<h1><bdi>The first one</bdi></h1>')
    expect(named).toContain(
      '<bdi>Ann</bdi> · <bdi>2026-03-03T08:00:00Z</bdi> · <bdi>made from talk &lt;1&gt;.wav</bdi> · <bdi>episode ep-1</bdi>',
    )
    const untitled = { tags: { title: ' ' }, chapters: [] }
    expect(pageOf(anEpisode({ metadata: untitled, fileName: 'talk.wav' }))).toContain(
      '<h1><bdi>talk.wav</bdi></h1>',
    )
    expect(pageOf(anEpisode({ metadata: untitled }))).toContain(
      '<h1><bdi>An episode without a title</bdi></h1>',
    )
  })

  it('says why the first seconds have no loudness', () => {
    const page = pageOf(anEpisode())
    expect(page).toContain('so there is none (—) before the third second, nor where nothing can be heard.')
  })

  it('puts the same seconds of every file into a row of numbers', () => {
    const curve = (length: number) => Array.from({ length }, (_, i) => (i < 1100 ? -20 : -30))
    const files = [aFile({ curve: curve(1188) })]
    const page = pageOf(anEpisode({ inspected: anInspected({ curve: curve(1189) }), files }))
    const row = '<th scope="row">00:18:20 to 00:19:49</th><td>−30.0 LUFS</td><td>−30.0 LUFS</td>'
    expect(page).toContain(row)
    expect(page).toContain('00:16:40 to 00:18:20</th><td>−20.0 LUFS</td><td>−20.0 LUFS</td>')
  })

  it('tells a preview by its kind, whatever it is called', () => {
    const page = pageOf(
      anEpisode({ files: [aFile({ name: 'preview.flac' }), aPreview({ name: 'clip.mp3' })] }),
    )
    expect(page).toContain('One file was made of it')
    expect(page).toContain('<li><b>preview.flac</b>')
  })

  it('draws the waveform and the loudness, each with a name and a description', async () => {
    const episode = await anEpisodeWithWaveform(await scratch())
    const page = reportPage(episode, reportOf(episode), await readColumns(episode.inspected.waveforms, 800))
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
      anEpisode({
        metadata: { tags, chapters },
        findings,
        episodeId: hostile,
        fileName: hostile,
        ffmpeg: hostile,
      }),
    )
    expect(page).not.toMatch(/<script|<[^>]*\s(?:src|on\w+|style)=/i)
    expect(page).toContain('&lt;script src=//x&gt;')
  })

  it('keeps its structure for any text', () => {
    const structure = (page: string) => page.match(/[<>"]/g)?.length
    const withText = (text: string) =>
      pageOf(anEpisode({ metadata: { tags: { title: text }, chapters: [{ startSeconds: 0, title: text }] } }))
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
    const page = pageOf(
      anEpisode({ inspected, files: [aFile({ measurements, curve: [], withinTarget: false })] }),
    )
    expect(page).toContain('−∞ LUFS → −∞ LUFS')
    expect(page).toContain('the target is missed')
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
    expect(pageOf(anEpisode({ inspected, files: [], findings: [] }))).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('stays small for a recording of a day', async () => {
    const curve = Array.from({ length: 86_400 }, (_, i) => -20 + (i % 7))
    const inspected = anInspected({ curve, decodedDurationSeconds: 86_400 })
    const page = pageOf(anEpisode({ inspected, files: [aFile({ curve }), aFile({ curve })] }))
    expect(page.length).toBeLessThan(100_000)
    expect(page).toContain('>24:00:00</text>')
  })
})
