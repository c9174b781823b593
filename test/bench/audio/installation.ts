import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTool, whereIs } from '../shared/run-tool.ts'

/** The one that was measured; others may be cleverer. */
const PACKAGE = 'ffmpeg-normalize==1.43.0'

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/soundmill-bench/', import.meta.url))

/**
 * Where the real ffmpeg-normalize is, installed from PyPI into a cache if need be; undefined when there is no
 * Python or PyPI does not answer.
 */
export async function installFfmpegNormalize(): Promise<{ python: string; packages: string } | undefined> {
  const python = await whereIs('python3')
  if (python === undefined) return undefined
  const packages = join(CACHE, PACKAGE)
  const succeeds = (words: string[]) =>
    runTool(python, words, { PYTHONPATH: packages }).then(
      () => true,
      () => false,
    )
  const isThere = () => succeeds(['-c', 'import ffmpeg_normalize'])
  if (await isThere()) return { python, packages }
  await mkdir(packages, { recursive: true })
  await succeeds(['-m', 'pip', 'install', '--quiet', '--upgrade', '--target', packages, PACKAGE])
  return (await isThere()) ? { python, packages } : undefined
}
