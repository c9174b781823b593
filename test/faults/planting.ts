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
  started: EventOf<'started'>
  rendered: EventOf<'rendered'>
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
  const run = { attempt: 1, runId }
  const made = { name: 'episode.flac', blob: artifact, ...described(artifact), mediaType: 'audio/flac' }
  const started: EventOf<'started'> = {
    fact: 'started',
    ...eventHeader(about),
    job,
    data: { ...run, strikes: 0, worker: 'a-machine-1' },
  }
  const rendered: EventOf<'rendered'> = {
    fact: 'rendered',
    ...eventHeader(about),
    job,
    data: { ...run, ...made },
  }
  const finished: EventOf<'finished'> = {
    fact: 'finished',
    ...eventHeader(about),
    job,
    data: { outcome: 'succeeded', ...run, artifacts: [made], findings: [] },
  }
  const accepted = { episode, job, announced: true, sha256: described(source).sha256 }
  return {
    submitted,
    started,
    rendered,
    finished,
    source,
    artifact,
    accepted,
    entryKey: `outbox/${episode}/${job}/${uploadId}.json`,
  }
}

/** An outcome of the same job that no worker has said. */
export const canceled = ({ finished: { job, ...finished } }: Planted): EventOf<'finished'> => ({
  fact: 'finished',
  ...eventHeader({ ...finished, source: 'ingest', traceparent: TRACEPARENT }),
  job,
  data: { outcome: 'canceled', code: 'canceled', reason: 'canceled by the client' },
})

/** As of some request. */
export const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

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
      for (const event of [planted.started, planted.rendered, planted.finished]) await events.append(event)
    },
  }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
