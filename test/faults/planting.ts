import {
  canonicalJson,
  type EventOf,
  encode,
  eventHeader,
  newId,
  randomId,
  type Submitted,
  submittedId,
} from '@soundmill/events'
import { sha256Of } from './recording.ts'
import type { FaultWorld } from './world.ts'

/** A job as it should be, made by hand: every part of it where it belongs, before some are put elsewhere. */
export type Planted = {
  submitted: Submitted
  entryKey: string
  source: string
  artifact: string
  finished: EventOf<'finished'>
  accepted: { episode: string; job: string; announced: boolean; sha256: string }
}

export function newJob(): Planted {
  const [episode, job, uploadId, runId] = [newId(), newId(), randomId(), randomId()]
  const about = { source: 'ingest', show: 'default', episode } as const
  const [source, artifact] = [
    `source/${episode}/${randomId()}`,
    `artifacts/${episode}/${job}/${runId}/episode.flac`,
  ]
  const submitted: Submitted = {
    fact: 'submitted',
    ...eventHeader(about, submittedId(job, uploadId)),
    job,
    data: {
      lane: 'normal',
      sources: [{ blob: source, ...described(source), filename: 'recording.wav', mediaType: 'audio/wav' }],
      spec: {
        preset: 'podcast',
        loudness: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
        renditions: [],
        waveform: { samplesPerPixel: 256, bits: 8 },
        metadata: {},
      },
      fingerprint: sha256Of(Buffer.from(canonicalJson({ source }))),
      principal: 'anonymous',
    },
  }
  const manifest = [{ name: 'episode.flac', blob: artifact, ...described(artifact), mediaType: 'audio/flac' }]
  const finished: EventOf<'finished'> = {
    fact: 'finished',
    ...eventHeader(about),
    job,
    data: { outcome: 'succeeded', attempt: 1, runId, artifacts: manifest, findings: [] },
  }
  const accepted = { episode, job, announced: true, sha256: described(source).sha256 }
  return {
    submitted,
    finished,
    source,
    artifact,
    accepted,
    entryKey: `outbox/${episode}/${job}/${uploadId}.json`,
  }
}

/** The bytes of a blob are its key, so that nobody has to remember them. */
function described(key: string) {
  const bytes = Buffer.from(key)
  return { bytes: bytes.length, sha256: sha256Of(bytes) }
}

export function createPlanting({ blobs, events }: FaultWorld) {
  const put = (key: string, content: Uint8Array = Buffer.from(key)) => blobs.put(key, once(content))
  return {
    put,
    /** The outbox entry. */
    putEntry: ({ entryKey, submitted }: Planted) => put(entryKey, encode(submitted)),
    say: (event: Parameters<typeof events.append>[0]) => events.append(event),
    /** Everything, in order. */
    async whole(planted: Planted): Promise<void> {
      await put(planted.source)
      await this.putEntry(planted)
      await events.append(planted.submitted)
      await put(planted.artifact)
      await events.append(planted.finished)
    },
  }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
