import type { BlobHead } from '@soundmill/blob-store'
import type { EventLog } from '@soundmill/event-log'
import type { EpisodeEvent, Subjects } from '@soundmill/events'
import type { Settled } from './settled.ts'
import type { Verdict } from './sweep-listing.ts'
import { artifactKey } from './swept-key.ts'

export type ArtifactDeps = { events: EventLog; subjects: Subjects; settled: Settled }

/**
 * An artifact goes as soon as its job has an outcome that does not name its run: no age is needed, for no other
 * outcome can follow. While there is none, every run may become the one that is named, overtaken ones included.
 */
export async function judgeArtifact(
  { events, subjects, settled }: ArtifactDeps,
  { key, modifiedAt }: BlobHead,
  since: Date,
): Promise<Verdict> {
  const place = artifactKey(key)
  if (!place || modifiedAt < since || settled.has(place.runId)) return 'settled'
  const finished = await events.last(subjects.pattern('finished', place))
  if (!finished) return 'open'
  if (!isResultOf(finished.event, place.runId)) return { leftover: 'artifact' }
  settled.add(place.runId)
  return 'settled'
}

/** A job that failed tells which run did; nobody is ever given what that run had made until then. */
const isResultOf = (event: EpisodeEvent, runId: string): boolean =>
  event.fact === 'finished' && event.data.outcome === 'succeeded' && event.data.runId === runId
