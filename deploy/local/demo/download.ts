import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { shortPath } from '../terminal/directories.ts'
import type { Artifact } from './api.ts'
import type { Verified } from './outcome.ts'

/**
 * Fetches the artifacts of an episode into a directory, in place of what an earlier demo left there, and
 * compares each with what the manifest promises.
 */
export async function download(
  episodeUrl: string,
  artifacts: Artifact[],
  directory: string,
  signal: AbortSignal,
): Promise<Verified[]> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const verified: Verified[] = []
  for (const artifact of artifacts) {
    const path = join(directory, artifact.name)
    const wrong = await fetchInto(path, `${episodeUrl}/artifacts/${artifact.name}`, artifact, signal)
    verified.push({ ...artifact, path: shortPath(path), ...(wrong !== undefined && { wrong }) })
  }
  return verified
}

/** Why the file is not what was promised; undefined when it is. */
async function fetchInto(
  path: string,
  address: string,
  promised: Artifact,
  signal: AbortSignal,
): Promise<string | undefined> {
  const response = await fetch(address, { signal })
  if (!response.ok || !response.body) return `the download answers ${response.status}`
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    response.body,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(path),
    { signal },
  )
  if (bytes !== promised.bytes) return `${bytes} bytes instead of ${promised.bytes}`
  const sha256 = hash.digest('hex')
  return sha256 === promised.sha256 ? undefined : `its SHA-256 is ${sha256}`
}
