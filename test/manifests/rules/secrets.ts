import { posix } from 'node:path'
import { z } from 'zod'
import { ownOf, sharedBy } from '../environment.ts'
import { type Manifest, ofKind } from '../manifest.ts'
import { type Container, eachContainer, type Pods } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'
import { processOf } from './configuration.ts'

const Secret = z.looseObject({
  data: z.record(z.string(), z.string()).default({}),
  stringData: z.record(z.string(), z.string()).default({}),
})

export const SECRET_RULES: ManifestRule[] = [
  {
    says: 'a secret is a file, never a variable',
    broken: (manifests) =>
      eachContainer((container) => {
        // What others take from where is theirs to say: nats-server knows passwords only from its environment.
        const settings = processOf(container)?.settings
        if (!settings) return []
        const secret = new Set(settings.filter((setting) => setting.secret).map(({ name }) => name))
        const values = { ...sharedBy(container, manifests), ...ownOf(container) }
        const given = Object.keys(values).filter(
          (name) => secret.has(name) || looksSecret(name, values[name]),
        )
        const byKey = container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined)
        return [
          ...given.map((name) => `${name} is in the environment`),
          ...byKey.map(({ name }) => `${name} is taken out of a Secret into the environment`),
          ...container.envFrom
            .filter(({ secretRef }) => secretRef)
            .map(() => 'has a whole Secret in its environment'),
        ]
      })(manifests),
  },
  {
    says: 'a file that a variable names is in a volume that is mounted to be read',
    broken: (manifests) =>
      eachContainer((container, pods) =>
        Object.entries(ownOf(container))
          .filter(([name, path]) => name.endsWith('_FILE') && path.startsWith('/'))
          .flatMap(([name, path]) => fileMistakes({ name, path }, container, pods, manifests)),
      )(manifests),
  },
]

/** A URL with a password in it is one, whatever its name. */
const looksSecret = (name: string, value = '') =>
  (/PASSWORD|SECRET/.test(name) && !name.endsWith('_FILE') && value !== '') ||
  /:\/\/[^/@]+:[^/@]+@/.test(value)

type Named = { name: string; path: string }

function fileMistakes(
  { name, path }: Named,
  container: Container,
  pods: Pods,
  manifests: Manifest[],
): string[] {
  const mount = container.volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))
  if (!mount) return [`${name}: nothing is mounted where ${path} is to be`]
  if (mount.readOnly !== true) return [`${name}: ${mount.mountPath} can be written`]
  const secretName = pods.spec.volumes.find((volume) => volume.name === mount.name)?.secret?.secretName
  const secret = ofKind(manifests, 'Secret', Secret).find((each) => each.name === secretName)?.is
  const keys = secret && [...Object.keys(secret.data), ...Object.keys(secret.stringData)]
  const key = posix.relative(mount.mountPath, path)
  return keys && !keys.includes(key) ? [`${name}: the Secret ${secretName} has no ${key}`] : []
}
