import type { BlobStore } from '@soundmill/blob-store'
import type { EventLog, Position } from '@soundmill/event-log'
import { fingerprintOf, type Subjects, type Submitted } from '@soundmill/events'
import { HttpProblem, type Logger } from '@soundmill/runtime'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { type Measured, meter } from '../upload/meter.ts'
import { sniffContent } from '../upload/sniff-content.ts'
import { type CommitDeps, commit, submittedIn } from './commit.ts'
import { outboxKey } from './outbox.ts'
import { type Names, nameUpload, submittedOf } from './submission.ts'

export type SubmitDeps = CommitDeps & {
  blobs: BlobStore
  events: EventLog
  subjects: Subjects
  log: Logger
  maxUploadBytes: number
  onBytes(bytes: number): void
}

/** A recording that is arriving, and what its client asks for. */
export type Upload = {
  /** As the client sent it. */
  spec: RequestedSpec
  filename: string
  content: AsyncIterable<Uint8Array>
  /** Aborted when the rest will not come. */
  signal: AbortSignal
  /** Whether the log answered a moment ago: if not, it is not asked in vain before the end. */
  logAnswers: boolean
  idempotencyKey?: string | undefined
  /** The SHA-256 (hex) the client promised. */
  promised?: string | undefined
  traceparent?: string | undefined
}

/** The answer to a submit. `replay`: another request with the same key was first, and asked for the same. */
export type Accepted = { episode: string; job: string } & (
  | { announced: true; position: Position; replay: boolean }
  | { announced: false }
)

/**
 * Takes a recording in: stored, committed, said. Resolves only when bytes and commitment are durable; rejects
 * with a problem, leaving nothing behind, or, once the entry was sent, nothing that a reconciler will not settle.
 */
export async function submit(deps: SubmitDeps, upload: Upload): Promise<Accepted> {
  const { show = 'default' } = upload.spec
  const names = nameUpload(show, upload.idempotencyKey)
  const { mediaType, content } = await sniffContent(upload.content)
  const { maxUploadBytes: maxBytes, onBytes } = deps
  const metered = meter(content, { maxBytes, promised: upload.promised, onBytes })

  const ask = upload.idempotencyKey !== undefined && upload.logAnswers
  const earlier = ask ? await readEarlier(deps, names) : undefined
  if (earlier) {
    // Only its hash is needed to tell whether it is the same: no use in storing it again.
    for await (const _ of metered.content);
    return replay(names, fingerprint(upload.spec, metered.measured()), earlier)
  }
  const blob = `source/${names.episode}/${names.sourceId}`
  await deps.blobs.put(blob, metered.content, { signal: upload.signal })
  const source = { blob, ...metered.measured(), filename: upload.filename, mediaType }
  return announce(deps, names, submittedOf(names, { ...upload, source }, deps.now()))
}

type Earlier = { standing: Submitted; position: Position }

/** What this key was used for before, as far as the log can tell now. */
async function readEarlier(
  { events, subjects, log }: SubmitDeps,
  names: Names,
): Promise<Earlier | undefined> {
  const { show, episode, job } = names
  try {
    const recorded = await events.first(subjects.pattern('submitted', { show, episode, job }))
    return recorded && { standing: submittedIn(recorded.event), position: recorded.position }
  } catch (err) {
    // Not needed to go on: `sayOnce` asks again.
    log.debug({ err, episode, job }, 'could not ask the log for an earlier submit')
    return undefined
  }
}

async function announce(deps: SubmitDeps, names: Names, submitted: Submitted): Promise<Accepted> {
  const sourceStoredAt = deps.now()
  const committed = await commit(deps, { key: outboxKey(names), submitted, sourceStoredAt })
  const { episode, job } = names
  if (committed.outcome === 'unannounced') return { episode, job, announced: false }
  if (committed.outcome === 'stands') return replay(names, submitted.data.fingerprint, committed)
  return { episode, job, announced: true, position: committed.position, replay: false }
}

function replay({ episode, job }: Names, fingerprint: string, { standing, position }: Earlier): Accepted {
  if (fingerprint === standing.data.fingerprint) {
    return { episode, job, announced: true, position, replay: true }
  }
  const detail = `this key was used for other bytes or another spec: job ${job} of episode ${episode}`
  throw new HttpProblem(422, 'idempotency_conflict', detail)
}

const fingerprint = (spec: RequestedSpec, { sha256 }: Measured) =>
  fingerprintOf({ spec, sourceSha256: [sha256] })
