import { z } from 'zod'
import { environmentOf } from '../environment.ts'
import { type Manifest, ofKind } from '../manifest.ts'
import { eachContainer, type Pods, podsOf } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'

const Budget = z.looseObject({
  spec: z.object({
    minAvailable: z.union([z.number(), z.string()]).optional(),
    maxUnavailable: z.union([z.number(), z.string()]).optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
  }),
})

/** How long a stop may take beyond its grace before a process ends itself; see `libs/runtime`. */
const HANG_SECONDS = 10
const DEFAULT_GRACE_MS = 20_000

const RUNS_ON = ['Deployment', 'StatefulSet']

export const AVAILABILITY_RULES: ManifestRule[] = [
  {
    says: 'a container says what it needs, and what it may take',
    broken: eachContainer(({ resources: { requests, limits } }) => [
      ...['cpu', 'memory'].filter((what) => !(what in requests)).map((what) => `requests no ${what}`),
      ...('memory' in limits ? [] : ['has no limit of memory']),
    ]),
  },
  {
    says: 'what lies on the disk of a node has a size',
    broken: (manifests) =>
      podsOf(manifests).flatMap(({ name, spec }) =>
        spec.volumes
          .filter((volume) => 'emptyDir' in volume && volume.emptyDir?.sizeLimit === undefined)
          .map((volume) => `${name}: ${volume.name} may grow for ever`),
      ),
  },
  {
    says: 'what runs on is asked whether it lives, and whether it is ready',
    broken: eachContainer(({ livenessProbe, readinessProbe, name }, { kind, spec }) => {
      if (!RUNS_ON.includes(kind) || spec.initContainers.some((each) => each.name === name)) return []
      return [
        ...(livenessProbe ? [] : ['no liveness probe']),
        ...(readinessProbe ? [] : ['no readiness probe']),
      ]
    }),
  },
  {
    says: 'every deployment has a disruption budget that can be kept',
    broken: (manifests) => {
      const budgets = ofKind(manifests, 'PodDisruptionBudget', Budget).map(({ is }) => is.spec)
      return podsOf(manifests)
        .filter(({ kind }) => kind === 'Deployment')
        .flatMap((pods) => {
          const own = budgets.filter(({ selector }) => selects(selector.matchLabels, pods))
          if (own.length !== 1) return [`${pods.name} has ${own.length} budgets`]
          return own.every((budget) => isKept(budget, pods))
            ? []
            : [`no pod of ${pods.name} can ever be evicted`]
        })
    },
  },
  {
    says: 'a pod is given the time that its processes take to end',
    broken: (manifests) =>
      podsOf(manifests).flatMap((pods) => {
        const least = Math.max(...pods.spec.containers.map((each) => secondsToEnd(each, manifests)))
        const given = pods.spec.terminationGracePeriodSeconds
        return given > least ? [] : [`${pods.name} is killed after ${given} s, and may need ${least} s`]
      }),
  },
]

function secondsToEnd(container: Pods['containers'][number], manifests: Manifest[]): number {
  const { GRACE_MS = DEFAULT_GRACE_MS, LINGER_MS = 0 } = environmentOf(container, manifests)
  const sleep = container.lifecycle?.preStop?.sleep?.seconds ?? 0
  return sleep + (Number(LINGER_MS) + Number(GRACE_MS)) / 1000 + HANG_SECONDS
}

const selects = (matchLabels: Record<string, string>, { labels }: Pods): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value)

/** A budget that nobody may ever go beneath stops every drain of a node. */
function isKept({ minAvailable, maxUnavailable }: z.infer<typeof Budget>['spec'], { replicas = 2 }: Pods) {
  if (maxUnavailable !== undefined) return maxUnavailable !== 0 && maxUnavailable !== '0%'
  return typeof minAvailable === 'number' && minAvailable < replicas
}
