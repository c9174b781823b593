import {
  eventHeader,
  fingerprintOf,
  idFromKey,
  type LaneName,
  newId,
  randomId,
  type Submitted,
  submittedId,
} from '@soundmill/events'
import type { RequestedSpec } from '../spec/requested-spec.ts'

/** What an Idempotency-Key is used for; part of every id made from one, so it is for ever. */
const ROUTE = 'POST /v1/episodes'

/** Until keys and tokens come, everybody is this principal. */
export const ANONYMOUS = 'anonymous'

/**
 * The names of one upload: those of what it makes, and its own. `uploadId` is fresh for every request that may
 * say `submitted`, also when two of them make the same episode and job: it names the outbox entry, the event and
 * what is stored beside the sources, and the loser of two drops what is under its own.
 */
export type Names = { show: string; episode: string; job: string; uploadId: string }

/** With a key, the episode and the job of that key, whoever asks first; without one, new ones. */
export function nameUpload(show: string, key: string | undefined): Names {
  const scope = key === undefined ? undefined : { principal: ANONYMOUS, route: ROUTE, pathIds: [], show, key }
  return {
    show,
    episode: scope ? idFromKey('episode', scope) : newId(),
    job: scope ? idFromKey('job', scope) : newId(),
    uploadId: randomId(),
  }
}

/** The queue a submit waits in when it says nothing of it is the normal one. */
export const laneOf = ({ lane = 'normal' }: RequestedSpec): LaneName => lane

type Hashed = { sha256: string }

/** What a client asked for, as it said it, and the files it brought. */
export type Asked = {
  spec: RequestedSpec
  cover?: Hashed | undefined
  chapters?: Hashed | undefined
}

/** Of a submit; two with one key and one fingerprint are the same. */
export const fingerprint = ({ spec, cover, chapters }: Asked, sources: Hashed[]): string =>
  fingerprintOf({
    spec,
    sourceSha256: sources.map(({ sha256 }) => sha256),
    cover: cover?.sha256,
    chapters: chapters?.sha256,
  })

/** What is stored for a submit, under its names. */
export type Stored = Omit<Submitted['data'], 'principal'> & {
  traceparent?: string | undefined
}

/** The fact that will be said, with the one id that this upload may say it under. */
export function submittedOf(names: Names, { traceparent, ...stored }: Stored, now: Date): Submitted {
  const { show, episode, job, uploadId } = names
  const about = { source: 'ingest', show, episode, ...(traceparent && { traceparent }) } as const
  return {
    fact: 'submitted',
    ...eventHeader(about, submittedId(job, uploadId), now),
    job,
    data: { ...stored, principal: ANONYMOUS },
  }
}
