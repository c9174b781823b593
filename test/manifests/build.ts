import { execFile, execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import { type Manifest, parseManifests } from './manifest.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Whether what is written can be built here: kubectl has kustomize inside, and asks no cluster for it. */
export const kubectlIsHere = answers()

function answers(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** One way of putting together what lies under `k8s/`. */
export type Combination = {
  /** For messages. */
  name: string
  overlay: string
  /** Instead of those that the overlay names itself. */
  components?: string[]
}

/** As it is written, and every other choice that its comments offer. */
export const COMBINATIONS: Combination[] = [
  { name: 'dev', overlay: 'dev' },
  { name: 'production', overlay: 'production' },
  ...[[], ['ingress'], ['gateway-api'], ['private-authorities', 'nats-client-certificates']].flatMap(
    (choice) =>
      [[], ['processor-by-lag'], ['processor-by-cpu']].map((scaling) => {
        const components = [...choice, ...scaling]
        return {
          name: `production with ${components.join(' and ') || 'nothing'}`,
          overlay: 'production',
          components,
        }
      }),
  ),
]

/** What `kubectl apply -k` would send. `into` is another namespace than the one it names. */
export const build = (combination: Combination, into?: string): Promise<string> =>
  inCopy(async (root) => {
    const overlay = join(root, 'soundmill/k8s/overlays', combination.overlay)
    await rewrite(join(overlay, 'kustomization.yaml'), combination, into)
    return kustomize(overlay)
  })

/** The same, for a kustomization that somebody has beside the project's own directory, called `soundmill`. */
export const buildOnTop = (kustomization: string): Promise<string> =>
  inCopy(async (root) => {
    const own = join(root, 'own')
    await mkdir(own)
    await writeFile(join(own, 'kustomization.yaml'), kustomization)
    return kustomize(own)
  })

async function kustomize(directory: string): Promise<string> {
  const { stdout } = await run('kubectl', ['kustomize', directory], { maxBuffer: 16 * 1024 ** 2 })
  return stdout
}

/** A kustomization can only be changed by another, so the tree is copied. */
async function inCopy<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'soundmill-k8s-'))
  try {
    for (const part of ['k8s', 'deploy'])
      await cp(join(ROOT, part), join(root, 'soundmill', part), { recursive: true })
    return await work(root)
  } finally {
    await rm(root, { recursive: true })
  }
}

/** Everything that can be put together, with its manifests. */
export const buildAll = (): Promise<{ name: string; manifests: Manifest[] }[]> =>
  Promise.all(
    COMBINATIONS.map(async (each) => ({ name: each.name, manifests: parseManifests(await build(each)) })),
  )

async function rewrite(file: string, { components }: Combination, namespace?: string): Promise<void> {
  const written: unknown = parse(await readFile(file, 'utf8'))
  if (written === null || typeof written !== 'object') throw new Error(`${file} is no kustomization`)
  const chosen = components && { components: components.map((name) => `../../components/${name}`) }
  await writeFile(file, stringify({ ...written, ...chosen, ...(namespace && { namespace }) }))
}
