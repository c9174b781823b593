import { Uuid } from '@soundmill/events'

/** Whose a blob under `source/` is: a source, or something else (`folder`) that one upload keeps beside its sources. */
export type SourceKey = { episode: string; folder?: string }

/** Whose a blob under `artifacts/` is. */
export type ArtifactKey = { episode: string; job: string; runId: string }

const isUuid = (text: string | undefined): text is string => Uuid.safeParse(text).success

/** Undefined for what no service of ours stores: such a blob is left alone. */
export function sourceKey(key: string): SourceKey | undefined {
  const [top, episode, own, ...rest] = key.split('/')
  if (top !== 'source' || !isUuid(episode) || !isUuid(own)) return undefined
  return rest.length > 0 ? { episode, folder: own } : { episode }
}

/** As `sourceKey`. */
export function artifactKey(key: string): ArtifactKey | undefined {
  const [top, episode, job, runId, ...rest] = key.split('/')
  if (top !== 'artifacts' || !isUuid(episode) || !isUuid(job) || !isUuid(runId)) return undefined
  return rest.length > 0 ? { episode, job, runId } : undefined
}
