import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import type { FinishedEpisode } from './finished-episode.ts'
import { anEpisode } from './testing/episodes.ts'
import { anEpisodeWithWaveform } from './testing/waveforms.ts'
import { writeDocuments } from './write-documents.ts'

async function documentsOf(episode: FinishedEpisode): Promise<Record<string, string>> {
  const files = await writeDocuments(await scratch(), episode)
  const texts = files.map(async ({ name, path }) => [name, await readFile(path, 'utf8')])
  return Object.fromEntries(await Promise.all(texts))
}

describe('the documents of an episode', () => {
  it('are the same bytes for the same episode', async () => {
    const episode = await anEpisodeWithWaveform(await scratch())
    const documents = await documentsOf(episode)
    expect(Object.keys(documents)).toEqual([
      ...['report.json', 'report.html', 'feed-item.xml'],
      ...['chapters.json', 'chapters.xml', 'chapters.vtt', 'chapters.txt'],
    ])
    expect(await documentsOf(episode)).toEqual(documents)
  })

  it('have none of chapters when there are none', async () => {
    const documents = await documentsOf(anEpisode({ metadata: { tags: {}, chapters: [] } }))
    expect(Object.keys(documents)).toEqual(['report.json', 'report.html', 'feed-item.xml'])
  })
})

describe('the report for programs', () => {
  it('tells before and after, and how each stands', async () => {
    const episode = anEpisode({ fileName: 'talk.wav' })
    const { 'report.json': json = '' } = await documentsOf(episode)
    const report = JSON.parse(json)
    expect(report).toMatchObject({
      version: 1,
      episodeId: 'ep-1',
      fileName: 'talk.wav',
      madeFor: ['apple', 'prx'],
      target: episode.target,
      ffmpeg: '7.1',
      recording: { codec: 'pcm_s24le', loudness: { integratedLufs: -23.4 }, decodedDurationSeconds: 120 },
      files: [
        { name: 'episode.mp3', kind: 'rendition', withinTarget: true, making: { gainDb: 7.85 } },
        {},
        {},
      ],
      findings: episode.findings,
      chapters: episode.metadata.chapters,
      silences: episode.inspected.silences,
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
    expect(report.files[2]).toMatchObject({ name: 'preview.mp3', kind: 'preview', startSeconds: 30.25 })
    expect(report.files[2]).not.toHaveProperty('profiles')
    expect(report.files[0].measurements).toMatchObject({ bitrateKbps: 128, constantRate: true })
  })
})
