import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Artifact } from '../api/answers.ts'
import { type Api, parsed, refusal } from '../api/api.ts'
import { LocalError, UnreachableError } from '../api/errors.ts'
import { persist } from '../api/persist.ts'
import { hashOf } from './sha256.ts'
import { progressOf, type UploadOptions } from './upload.ts'

type Options = Pick<UploadOptions, 'signal' | 'onProgress' | 'onPause'>

/** What lies in the directory now. `wrong`: why it is not what was promised, and then it was not kept. */
export type Fetched = { path: string; wrong?: string; wasThere?: true }

/** A name, and not a way out of the directory; hidden files are none of ours either. */
const PLAIN = /^[A-Za-z0-9_][\w. ()-]{0,199}$/

/**
 * Brings an artifact of an episode into a directory: goes on where an earlier try broke off, compares size and
 * SHA-256 with what the manifest promises, and only then gives it its name. Rejects with LocalError
 * `unsafe_name` for a name that is no plain file name.
 */
export async function fetchArtifact(
  api: Api,
  episode: string,
  artifact: Artifact,
  directory: string,
  options: Options,
): Promise<Fetched> {
  const { name, bytes, sha256 } = artifact
  if (!PLAIN.test(name))
    throw new LocalError('unsafe_name', `${name} is no plain file name: it is not fetched`)
  await mkdir(directory, { recursive: true })
  const path = join(directory, name)
  if ((await sizeOf(path)) === bytes && (await hashOf(path, options)).digest('hex') === sha256) {
    return { path, wasThere: true }
  }
  // Named for its content too: the rest of another file must not be put behind it.
  const partial = join(directory, `.${name}.${sha256.slice(0, 12).replace(/\W/g, '')}.part`)
  const address = `/v1/episodes/${episode}/artifacts/${encodeURIComponent(name)}`
  const wrong = await persist(() => fetchRest(api, address, { partial, artifact }, options), options)
  if (wrong !== undefined) {
    await rm(partial, { force: true })
    return { path, wrong }
  }
  await rename(partial, path)
  return { path }
}

type Part = { partial: string; artifact: Artifact }

/** Why what is there now is not what was promised; undefined when it is. */
async function fetchRest(api: Api, address: string, { partial, artifact }: Part, options: Options) {
  const { signal, onProgress } = options
  const { bytes, sha256 } = artifact
  const there = await sizeOf(partial)
  const from = there < bytes ? there : 0
  const headers: Record<string, string> =
    from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${sha256}"` } : {}
  const response = await api.fetch(address, { headers, signal })
  if (!response.ok || !response.body) {
    throw refusal(response.status, parsed(await response.text()), response.headers.get('retry-after'))
  }
  const start = response.status === 206 ? from : 0
  const hash = start > 0 ? await hashOf(partial, { signal }) : createHash('sha256')
  const tell = progressOf(artifact.name, bytes, onProgress, start)
  let got = 0
  try {
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          got += chunk.length
          tell(got)
          yield chunk
        }
      },
      createWriteStream(partial, { flags: start > 0 ? 'a' : 'w' }),
      { signal },
    )
  } catch (error) {
    signal.throwIfAborted()
    throw isOfTheDisk(error) ? error : new UnreachableError(api.url, error)
  }
  if (start + got !== bytes) return `${start + got} bytes instead of ${bytes}`
  const digest = hash.digest('hex')
  return digest === sha256 ? undefined : `its SHA-256 is ${digest}`
}

const isOfTheDisk = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && ['open', 'write'].includes(String(error.syscall))

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  )
}
