import { idFromKey, newId, randomId } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import type { Gate } from '../lanes/gate.ts'
import { ANONYMOUS, laneOf } from '../submit/submission.ts'
import type { FinishDeps } from './finish.ts'
import { requireLength } from './length.ts'
import { requireUpload } from './lifetime.ts'
import { type Described, readMetadata } from './metadata.ts'
import type { UploadRecord } from './record.ts'
import type { Upload } from './uploads.ts'

export type CreateDeps = FinishDeps & { ttlMs: number; gate: Gate }

export type Creating = {
  /** In bytes; undefined when it is told later. */
  length: number | undefined
  /** `Upload-Metadata` as it came. */
  metadata: string
  idempotencyKey: string | undefined
}

/** What an Idempotency-Key is used for; part of every id made from one, so it is for ever. */
const ROUTE = 'POST /v1/uploads'

/**
 * Writes an upload's record; nobody hears of an upload that has none. The same request with the same key gets the
 * upload it got before; another one with that key, 422.
 */
export async function createUpload(deps: CreateDeps, creating: Creating): Promise<Upload> {
  const { length, metadata, idempotencyKey } = creating
  if (length !== undefined) requireLength(length, deps.maxUploadBytes)
  const described = readMetadata(metadata)
  const names = namesOf(described.spec.show ?? 'default', idempotencyKey)
  const standing = idempotencyKey === undefined ? undefined : await deps.uploads.record(names.upload)
  if (standing) {
    if (standing.length !== length || standing.metadata !== metadata) throw conflict(names.upload)
    return requireUpload(deps, names.upload)
  }
  // Whoever was let in may finish: a day of uploading is not refused at its end because the lane drains by then.
  await deps.gate.requireOpen(laneOf(described.spec))
  const record = recordOf(deps, { length, metadata }, { ...described, ...names })
  await deps.uploads.putRecord(names.upload, record)
  return { id: names.upload, record, length, ...NEW }
}

const NEW = { chain: { links: [], end: 0 }, pieces: 0, done: undefined, ended: undefined }

type Names = { show: string; upload: string; episode: string; job: string }

function namesOf(show: string, key: string | undefined): Names {
  if (key === undefined) return { show, upload: randomId(), episode: newId(), job: newId() }
  const scope = { principal: ANONYMOUS, route: ROUTE, pathIds: [], show, key }
  return {
    show,
    // The episode of an upload that is made of the upload's own name: no other scope has such path ids.
    upload: idFromKey('episode', { ...scope, pathIds: ['upload'] }),
    episode: idFromKey('episode', scope),
    job: idFromKey('job', scope),
  }
}

function recordOf(
  { now, ttlMs }: CreateDeps,
  { length, metadata }: Pick<Creating, 'length' | 'metadata'>,
  { filename, spec, promised, show, episode, job }: Described & Names,
): UploadRecord {
  const createdAt = now()
  return {
    ...(length !== undefined && { length }),
    metadata,
    filename,
    spec,
    show,
    episode,
    job,
    ...(promised !== undefined && { promised }),
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(createdAt.getTime() + ttlMs).toISOString(),
  }
}

function conflict(upload: string): HttpProblem {
  const detail = `this key was used for a file of another length or with other metadata: upload ${upload}`
  return new HttpProblem(422, 'idempotency_conflict', detail)
}
