import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { S3_IMAGE } from '@soundmill/test-support'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)

/** The names of images in the manifests, and what the tests put in their place. */
export type Images = Record<'soundmill' | 'nats' | 'pgsty/silo' | 'mongo' | 'caddy', string>

/** The images named by `SOUNDMILL_*_IMAGE`, or the public ones. */
export function imagesFrom(environment: Record<string, string | undefined>, soundmill: string): Images {
  return {
    soundmill,
    nats: environment.SOUNDMILL_NATS_IMAGE || 'nats:2.14-alpine',
    'pgsty/silo': environment.SOUNDMILL_S3_IMAGE || S3_IMAGE,
    mongo: environment.SOUNDMILL_MONGO_IMAGE || 'mongo:8',
    caddy: environment.SOUNDMILL_GATEWAY_IMAGE || 'caddy:2-alpine',
  }
}

/** Builds deploy/Dockerfile. The tag is made of what came out, so that a node never runs an older one by that name. */
export async function buildImage(nodeImage?: string): Promise<string> {
  const from = nodeImage ? ['--build-arg', `NODE_IMAGE=${nodeImage}`] : []
  const { stdout } = await run('docker', ['build', '--quiet', '--file', 'deploy/Dockerfile', ...from, '.'], {
    cwd: ROOT,
  })
  const id = stdout.trim()
  const name = `soundmill:test-${id.replace('sha256:', '').slice(0, 12)}`
  await run('docker', ['tag', id, name])
  return name
}

/** `name:tag` or `name@digest` as kustomize's `images:` wants it. The registry before the name may have a port. */
export function kustomizeImage(name: string, image: string) {
  const at = image.indexOf('@')
  if (at !== -1) return { name, newName: image.slice(0, at), digest: image.slice(at + 1) }
  const colon = image.lastIndexOf(':')
  if (colon < image.lastIndexOf('/') + 1) return { name, newName: image }
  return { name, newName: image.slice(0, colon), newTag: image.slice(colon + 1) }
}
