import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Images, kustomizeImage } from './images.ts'

const DEV = fileURLToPath(new URL('../../../k8s/overlays/dev', import.meta.url))

/** What a test wants otherwise than the overlay has it; the rest are fields of a kustomization, as they are. */
export type Wishes = {
  /** Merged into what all services have in their environment. */
  settings?: Record<string, string>
  replicas?: Record<string, number>
  patches?: object[]
  components?: string[]
  resources?: string[]
}

/** A kustomization on top of `k8s/overlays/dev`, in a directory of its own: as anybody would make one for a cluster. */
export async function writeOverlay(namespace: string, images: Images, wishes: Wishes = {}) {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'soundmill-overlay-')))
  const { settings = {}, replicas = {}, patches = [], components = [], resources = [] } = wishes
  // kustomize wants paths that are relative. JSON is YAML.
  const near = (path: string) => relative(dir, path)
  const kustomization = {
    namespace,
    resources: [near(DEV), ...resources.map(near)],
    components: components.map(near),
    images: Object.entries(images).map(([name, image]) => kustomizeImage(name, image)),
    replicas: Object.entries(replicas).map(([name, count]) => ({ name, count })),
    configMapGenerator: [
      {
        name: 'soundmill',
        behavior: 'merge',
        literals: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      },
    ],
    patches: [GATEWAY_ON_A_NODE_PORT, ...patches],
  }
  await writeFile(join(dir, 'kustomization.yaml'), JSON.stringify(kustomization, undefined, 2))
  return { dir, remove: () => rm(dir, { recursive: true }) }
}

/** Reached through the nodes, the Service is the same while its pods are replaced; a forwarded port dies with its pod. */
const GATEWAY_ON_A_NODE_PORT = {
  target: { kind: 'Service', name: 'gateway' },
  patch: JSON.stringify([{ op: 'add', path: '/spec/type', value: 'NodePort' }]),
}
