import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** The image of the services, as compose builds it: with its own ffmpeg and its own Node. Resolves to its id. */
export async function buildImage(options: string[] = []): Promise<string> {
  const node = process.env.SOUNDMILL_NODE_IMAGE
  const base = node ? ['--build-arg', `NODE_IMAGE=${node}`] : []
  const command = ['build', '--quiet', '--file', 'deploy/Dockerfile', ...base, ...options, '.']
  const { stdout } = await run('docker', command, { cwd: ROOT, maxBuffer: 64 * 1024 ** 2 })
  return stdout.trim()
}
