import type { EpisodeEvent, EventOf, Fact } from './episode-event.ts'
import { eventHeader } from './header.ts'
import { newId, randomId } from './ids.ts'

/** Where an example happens. */
export type Scene = { show: string; episode: string; job: string }

/** An episode of its own, so that examples of one test never meet those of another. */
export const newScene = (show = 'my-show'): Scene => ({ show, episode: newId(), job: newId() })

const RUN = { attempt: 1, runId: 'b3b2a9f0-43c8-4c55-9d4b-6a9f4a1c7d10' }
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const LOUDNESS = { integratedLufs: -16.1, loudnessRangeLu: 4.2, truePeakDbtp: -1.4 }

const sound = { channels: 2, sampleRateHz: 44_100, loudness: LOUDNESS }

const data: { [F in Fact]: (scene: Scene) => EventOf<F>['data'] } = {
  submitted: ({ episode }) => ({
    lane: 'normal',
    sources: [
      {
        blob: `source/${episode}/${RUN.runId}`,
        bytes: 1_152_693,
        sha256: SHA256,
        filename: 'Folge 12 – Käse.flac',
        mediaType: 'audio/flac',
      },
    ],
    spec: {
      preset: 'podcast',
      loudness: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
      renditions: [{ format: 'mp3', bitrateKbps: 128 }],
      waveform: { samplesPerPixel: 256, bits: 8, zooms: [4096] },
      metadata: { title: 'Käse' },
      chapters: [{ startSeconds: 0, title: 'Anfang', url: 'https://example.org/' }],
      preview: { seconds: 30 },
      feed: { baseUrl: 'https://example.org/12/' },
    },
    cover: {
      blob: `source/${episode}/8a3c2f10-9c1e-4d6b-8a55-0f4b5e6d7c21/cover`,
      bytes: 48_211,
      sha256: SHA256,
      filename: 'Käse.png',
      mediaType: 'image/png',
    },
    fingerprint: SHA256,
    principal: 'anonymous',
  }),
  started: () => ({ ...RUN, strikes: 0, worker: 'worker-1' }),
  inspected: () => ({
    ...RUN,
    inspections: [
      {
        container: 'flac',
        codec: 'flac',
        declaredDurationSeconds: 11,
        decodedDurationSeconds: 11.008,
        ...sound,
        levels: { rmsDbfs: -18.2, samplePeakDbfs: -1.5, noiseFloorDbfs: null },
        bitDepth: 24,
        bitrateKbps: 838.4,
        channelLayout: 'stereo',
        phaseCorrelation: 0.9,
        embedded: { title: 'Käse', chapters: 2, picture: true },
      },
    ],
    findings: [{ code: 'clipping', detail: '12 samples at full scale', measured: { samples: 12 } }],
  }),
  rendered: (scene) => ({ ...RUN, ...artifact(scene) }),
  'attempt-failed': () => ({
    ...RUN,
    code: 'worker_stopping',
    reason: 'the worker was told to stop',
    counts: false,
    retryAt: '2026-01-01T00:00:00.000Z',
  }),
  finished: (scene) => ({ outcome: 'succeeded', ...RUN, artifacts: [artifact(scene)], findings: [] }),
  deleted: () => ({ principal: 'anonymous' }),
  erased: () => ({ principal: 'operator' }),
}

const artifact = ({ episode, job }: Scene) => ({
  name: 'episode.mp3',
  blob: `artifacts/${episode}/${job}/${RUN.runId}/episode.mp3`,
  bytes: 176_128,
  sha256: SHA256,
  mediaType: 'audio/mpeg',
  integrity: 'sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb',
  measurements: { codec: 'mp3', durationSeconds: 11.008, ...sound },
  making: {
    ffmpeg: '7.1.5',
    arguments: ['-i', 'source', '-c:a', 'libmp3lame', '-b:a', '128k', 'episode.mp3'],
    ...{ gainDb: 3.4, limitDbfs: -1.6, trimDb: 0.446, tries: 1, copied: false },
  },
})

/** One of each fact, in the order they happen, with believable data. For tests, here and in other packages. */
export function exampleEvents(scene: Scene = newScene()): EpisodeEvent[] {
  const header = (source: 'ingest' | 'processor' | 'operator') => ({
    ...eventHeader({ source, ...scene }, randomId()),
    job: scene.job,
  })
  const { job: _, ...deletedHeader } = header('ingest')
  const { job: __, ...erasedHeader } = header('operator')
  return [
    { fact: 'submitted', ...header('ingest'), data: data.submitted(scene) },
    { fact: 'started', ...header('processor'), data: data.started(scene) },
    { fact: 'inspected', ...header('processor'), data: data.inspected(scene) },
    { fact: 'rendered', ...header('processor'), data: data.rendered(scene) },
    { fact: 'attempt-failed', ...header('processor'), data: data['attempt-failed'](scene) },
    { fact: 'finished', ...header('processor'), data: data.finished(scene) },
    { fact: 'deleted', ...deletedHeader, data: data.deleted(scene) },
    { fact: 'erased', ...erasedHeader, data: data.erased(scene) },
  ]
}

/** The example of one fact. */
export function exampleOf<F extends Fact>(fact: F, scene: Scene = newScene()): EventOf<F> {
  const isIt = (event: EpisodeEvent): event is EventOf<F> => event.fact === fact
  const found = exampleEvents(scene).find(isIt)
  if (!found) throw new Error(`no example of ${fact}`)
  return found
}
