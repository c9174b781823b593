import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AttemptError } from './failure.ts'

/** Often enough that a job is caught a few hundred megabytes beyond its limit, seldom enough to cost nothing. */
const LOOK_MS = 1_000

/**
 * Aborts `controller` with `limit_exceeded:output_bytes` as soon as the files in a directory have more than `maxBytes`
 * together, looked at every second. Returns how to stop looking.
 */
export function watchSize(dir: string, maxBytes: number, controller: AbortController): () => void {
  let isLooking = false
  const timer = setInterval(async () => {
    if (isLooking) return
    isLooking = true
    if ((await sizeOf(dir)) > maxBytes) controller.abort(tooMuch(maxBytes))
    isLooking = false
  }, LOOK_MS)
  return () => clearInterval(timer)
}

/** What the files in a directory have together. Files come and go while they are counted. */
export async function sizeOf(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

const tooMuch = (maxBytes: number) =>
  new AttemptError(
    'limit_exceeded:output_bytes',
    `the job takes more than ${maxBytes} bytes of scratch space, the most a job may take here`,
  )
