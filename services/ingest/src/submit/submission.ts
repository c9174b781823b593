import {
  eventHeader,
  fingerprintOf,
  idFromKey,
  newId,
  randomId,
  type Submitted,
  submittedId,
} from '@soundmill/events'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { resolveSpec } from '../spec/resolve-spec.ts'

/** What an Idempotency-Key is used for; part of every id made from one, so it is for ever. */
const ROUTE = 'POST /v1/episodes'

/** Until keys and tokens come, everybody is this principal. */
export const ANONYMOUS = 'anonymous'

/** The names of one upload: those of what it makes, and those of its own that no other upload shares. */
export type Names = { show: string; episode: string; job: string; uploadId: string; sourceId: string }

/** With a key, the episode and the job of that key, whoever asks first; without one, new ones. */
export function nameUpload(show: string, key: string | undefined): Names {
  const scope = key === undefined ? undefined : { principal: ANONYMOUS, route: ROUTE, pathIds: [], show, key }
  return {
    show,
    episode: scope ? idFromKey('episode', scope) : newId(),
    job: scope ? idFromKey('job', scope) : newId(),
    uploadId: randomId(),
    sourceId: randomId(),
  }
}

/** A stored recording and what was asked for it. */
export type Asked = {
  spec: RequestedSpec
  source: Submitted['data']['sources'][number]
  traceparent?: string | undefined
}

/** The fact that will be said, with the one id that this upload may say it under. */
export function submittedOf(names: Names, { spec, source, traceparent }: Asked, now: Date): Submitted {
  const { show, episode, job, uploadId } = names
  const about = { source: 'ingest', show, episode, ...(traceparent && { traceparent }) } as const
  return {
    fact: 'submitted',
    ...eventHeader(about, submittedId(job, uploadId), now),
    job,
    data: {
      lane: spec.lane ?? 'normal',
      sources: [source],
      spec: resolveSpec(spec),
      fingerprint: fingerprintOf({ spec, sourceSha256: [source.sha256] }),
      principal: ANONYMOUS,
    },
  }
}
