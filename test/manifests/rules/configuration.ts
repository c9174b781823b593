import { type Setting, settingsOf } from '@soundmill/runtime'
import { z } from 'zod'
import { PROCESSES } from '../../readme/configuration.ts'
import { ownOf, sharedBy } from '../environment.ts'
import type { Manifest } from '../manifest.ts'
import { type Container, eachContainer } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'

/** What the image's own Dockerfile says, where a manifest says nothing else. */
const OF_THE_IMAGE = { HOST: '0.0.0.0', PORT: '8080' }

/** Standard variables that libraries read by themselves. */
const STANDARD = /^(OTEL|NODE)_[A-Z0-9_]+$/

/** What each of our processes reads; of other images we do not know it. */
export function processOf({
  command,
}: Container): { name: string; settings: Setting[]; shape: z.ZodRawShape } | undefined {
  const [, service, tool] =
    /services\/([a-z-]+)\/src\/(?:([a-z0-9-]+)\/)?main\.ts/.exec(command.join(' ')) ?? []
  const name = tool ?? service
  const shape = name === undefined ? undefined : PROCESSES[name]
  return name === undefined || !shape ? undefined : { name, shape, settings: settingsOf(z.object(shape)) }
}

const isOurs = ({ image }: Container) => /(^|\/)soundmill(@|:|$)/.test(image)

const ALL_SETTINGS = Object.values(PROCESSES).flatMap((shape) => Object.keys(shape))

export const CONFIGURATION_RULES: ManifestRule[] = [
  {
    says: 'a container of ours runs a service that there is',
    broken: eachContainer((container) =>
      isOurs(container) && !processOf(container) ? [`does not run one: ${container.command.join(' ')}`] : [],
    ),
  },
  {
    says: 'a variable is one that the process reads; a shared one, that some process reads',
    broken: (manifests) =>
      eachContainer((container) => {
        const runs = processOf(container)
        if (!runs) return []
        const own = unread(Object.keys(ownOf(container)), Object.keys(runs.shape))
        const shared = unread(Object.keys(sharedBy(container, manifests)), ALL_SETTINGS)
        return [
          ...own.map((name) => `${name} is not read by ${runs.name}`),
          ...shared.map((name) => `${name} is read by nobody`),
        ]
      })(manifests),
  },
  {
    says: 'every process has what it needs, and would take it',
    broken: (manifests) => eachContainer((container) => mistakesOf(container, manifests))(manifests),
  },
]

const unread = (names: string[], known: string[]): string[] =>
  names.filter(
    (name) => !known.includes(name) && !known.includes(name.replace(/_FILE$/, '')) && !STANDARD.test(name),
  )

/** As the process itself would find them; what comes from a file, nobody can know here. */
function mistakesOf(container: Container, manifests: Manifest[]): string[] {
  const runs = processOf(container)
  if (!runs) return []
  const environment = { ...OF_THE_IMAGE, ...sharedBy(container, manifests), ...ownOf(container) }
  const fromFiles = Object.keys(environment)
    .filter((name) => name.endsWith('_FILE') && !(name in runs.shape))
    .map((name) => name.replace(/_FILE$/, ''))
  const { error } = z.object(runs.shape).safeParse(environment)
  return (error?.issues ?? [])
    .filter(({ path }) => !fromFiles.includes(String(path[0])))
    .map(({ path, message }) => `${runs.name} would not start: ${path.join('.')}: ${message}`)
}
