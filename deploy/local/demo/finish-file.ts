import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  type Accepted,
  type Api,
  type Artifact,
  fetchArtifact,
  follow,
  type Job,
  LocalError,
  RefusedError,
  submitFile,
  watchOnScreen,
} from '@soundmill/cli'
import { type Screen, shortPath } from '@soundmill/cli/terminal'
import { missingOf, type Outcome, type Verified } from './outcome.ts'

export type Watch = { api: Api; screen: Screen; signal: AbortSignal }

/** Uploads one file, shows what becomes of it, and brings the results to `directory`. */
export async function finishFile(path: string, directory: string, watch: Watch): Promise<Outcome> {
  const { api, screen, signal } = watch
  const file = shortPath(path)
  const out = { screen, note: screen.line }
  const typed = (command: string) => `npx soundmill --url ${api.url} ${command}`
  let accepted: Accepted
  try {
    const recording = { path, filename: basename(path) }
    accepted = (await submitFile({ api, out, signal, typed }, file, recording, { tus: false })).accepted.value
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof LocalError)) throw error
    return { file, outcome: 'refused', code: error.code, reason: error.message }
  }
  try {
    const ended = await follow(api, accepted, { audience: watchOnScreen(screen), signal })
    const { episode, job } = accepted
    if (ended.kind === 'deleted') {
      return { file, outcome: 'canceled', episode, job, code: 'deleted', reason: ended.reason }
    }
    return await outcomeOf(ended.answer.value, { file, directory, accepted }, watch)
  } finally {
    screen.idle()
  }
}

type Finished = { file: string; directory: string; accepted: Accepted }

async function outcomeOf(
  ended: Job,
  { file, directory, accepted }: Finished,
  watch: Watch,
): Promise<Outcome> {
  const { episode, job } = accepted
  if (ended.outcome !== 'succeeded') {
    const { code = 'unknown', reason = 'nothing was published' } = ended
    const outcome = ended.outcome === 'canceled' ? 'canceled' : 'failed'
    return { file, outcome, episode, job, code, reason }
  }
  const artifacts = await download(episode, ended.artifacts, directory, watch)
  const missing = missingOf(ended, ended.artifacts)
  const shown = shortPath(directory)
  return { file, outcome: 'succeeded', episode, job, directory: shown, published: ended, artifacts, missing }
}

/** In place of what an earlier demo left there. */
async function download(
  episode: string,
  artifacts: readonly Artifact[],
  directory: string,
  { api, screen, signal }: Watch,
): Promise<Verified[]> {
  await rm(directory, { recursive: true, force: true })
  const options = { signal, onProgress() {}, onPause: (error: Error) => screen.line(error.message) }
  const verified: Verified[] = []
  for (const artifact of artifacts) {
    const { wrong } = await fetchArtifact(api, episode, artifact, directory, options)
    const path = shortPath(join(directory, artifact.name))
    verified.push({ ...artifact, path, ...(wrong !== undefined && { wrong }) })
  }
  return verified
}
