import type { Inspected } from '../../inspected.ts'
import type { RenderedFile } from '../../rendered.ts'
import type { FinishedEpisode } from '../finished-episode.ts'

/** A recording that was 7.4 LU too quiet. */
export function anInspected(changes: Partial<Inspected> = {}): Inspected {
  return {
    ...{ container: 'wav', codec: 'pcm_s24le', channels: 2, channelLayout: 'stereo', sampleRateHz: 48_000 },
    ...{ bitDepth: 24, declaredDurationSeconds: 120, decodedDurationSeconds: 120 },
    loudness: { integratedLufs: -23.4, loudnessRangeLu: 6.1, maxShortTermLufs: -19.2, truePeakDbtp: -8.3 },
    levels: { rmsDbfs: -26.1, samplePeakDbfs: -8.5, noiseFloorDbfs: -71.2 },
    curve: Array.from({ length: 120 }, (_, i) => (i < 2 || i === 60 ? null : -24 + 3 * Math.sin(i / 9))),
    silences: [{ atSeconds: 58.2, seconds: 3.1 }],
    phaseCorrelation: 0.93,
    ...{ findings: [], waveforms: [], embedded: { tags: {}, chapters: [] } },
    ...changes,
  }
}

export function aFile(changes: Partial<RenderedFile> = {}): RenderedFile {
  return {
    kind: 'rendition',
    ...{ name: 'episode.mp3', path: '/nowhere/episode.mp3', mediaType: 'audio/mpeg', bytes: 1_920_000 },
    integrity: 'sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR/wtJNrNYTjIysUBo',
    measurements: {
      ...{ codec: 'mp3', channels: 2, sampleRateHz: 48_000, durationSeconds: 120 },
      ...{ bitrateKbps: 128, constantRate: true },
      loudness: { integratedLufs: -16, loudnessRangeLu: 6, maxShortTermLufs: -11.9, truePeakDbtp: -1.1 },
      levels: { rmsDbfs: -18.7, samplePeakDbfs: -1.3, noiseFloorDbfs: -63.9 },
    },
    curve: Array.from({ length: 120 }, (_, i) => (i < 2 || i === 60 ? null : -16.6 + 3 * Math.sin(i / 9))),
    making: {
      ffmpeg: '7.1',
      arguments: [
        '-i',
        'source',
        '-af',
        'volume=7.85dB',
        '-c:a',
        'libmp3lame',
        '-b:a',
        '128k',
        'episode.mp3',
      ],
      ...{ gainDb: 7.85, limitDbfs: -2, trimDb: 0.446, tries: 1, copied: false },
    },
    withinTarget: true,
    ...changes,
  }
}

export function aPreview(changes: Partial<RenderedFile> = {}): RenderedFile {
  const clip = { kind: 'preview' as const, name: 'preview.mp3', bytes: 480_000, startSeconds: 30.25 }
  return aFile({ ...clip, measurements: { ...aFile().measurements, durationSeconds: 30 }, ...changes })
}

export function anEpisode(changes: Partial<FinishedEpisode> = {}): FinishedEpisode {
  const { constantRate: _, ...measured } = aFile().measurements
  const measurements = { ...measured, codec: 'opus', bitrateKbps: 96 }
  const opus = { name: 'episode.opus', mediaType: 'audio/ogg', bytes: 1_440_000, measurements }
  return {
    inspected: anInspected(),
    target: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
    files: [aFile(), aFile(opus), aPreview()],
    findings: [{ code: 'long_silence', detail: 'There is silence of 3.1 s at 0:58.' }],
    metadata: {
      tags: {
        title: 'The first one',
        artist: 'Ann',
        publishedAt: '2026-03-03T08:00:00Z',
        season: 2,
        number: 7,
      },
      chapters: [
        { startSeconds: 0, title: 'Intro' },
        { startSeconds: 61.5, title: 'Talk', url: 'https://example.org/' },
      ],
    },
    ...{ episodeId: 'ep-1', baseUrl: 'https://example.org/audio/', ffmpeg: '7.1' },
    ...changes,
  }
}
