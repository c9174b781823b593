import { shortPath } from '../terminal/directories.ts'
import type { Screen } from '../terminal/screen.ts'
import { type Accepted, type Episode, Job } from './api.ts'
import { download } from './download.ts'
import { follow } from './follow.ts'
import { missingOf, type Outcome } from './outcome.ts'
import { RefusedError, upload } from './upload.ts'

export type Watch = { screen: Screen; signal: AbortSignal }

/** Uploads one file, shows what becomes of it, and brings the results to `directory`. */
export async function finishFile(
  url: string,
  path: string,
  directory: string,
  { screen, signal }: Watch,
): Promise<Outcome> {
  const file = shortPath(path)
  let accepted: Accepted
  try {
    const onProgress = (percent: number) => screen.progress({ step: 'upload', percent })
    accepted = await upload(url, path, { signal, onProgress })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return { file, outcome: 'refused', code: error.code, reason: error.message }
  } finally {
    screen.idle()
  }
  const episode = await follow(url, accepted, { screen, signal })
  return outcomeOf({ url, file, directory, accepted, signal }, episode)
}

type Finished = { url: string; file: string; directory: string; accepted: Accepted; signal: AbortSignal }

async function outcomeOf(
  { url, file, directory, accepted, signal }: Finished,
  { published, latest }: Episode,
): Promise<Outcome> {
  const { episode, job } = accepted
  if (!published) {
    const { code = 'unknown', reason = 'nothing was published' } = latest ?? {}
    const outcome = latest?.outcome === 'canceled' ? 'canceled' : 'failed'
    return { file, outcome, episode, job, code, reason }
  }
  const address = `${url}/v1/episodes/${episode}`
  const artifacts = await download(address, published.artifacts, directory, signal)
  const asked = Job.parse(await (await fetch(`${address}/jobs/${job}`, { signal })).json())
  const missing = missingOf(asked, published.artifacts)
  const shown = shortPath(directory)
  return { file, outcome: 'succeeded', episode, job, directory: shown, published, artifacts, missing }
}
