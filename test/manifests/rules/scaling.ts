import { LANES, subjectsOf } from '@soundmill/events'
import { z } from 'zod'
import { type Manifest, ofKind } from '../manifest.ts'
import { podsOf } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'

const Autoscaler = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ kind: z.string().default('Deployment'), name: z.string() }),
  }),
})

const ScaledObject = z.looseObject({
  spec: z.looseObject({
    triggers: z.array(
      z.looseObject({ metadata: z.looseObject({ stream: z.string(), consumer: z.string() }) }),
    ),
  }),
})

const targetsOf = (manifests: Manifest[]): string[] =>
  ['HorizontalPodAutoscaler', 'ScaledObject'].flatMap((kind) =>
    ofKind(manifests, kind, Autoscaler).map(({ is }) => {
      const { kind: what, name } = is.spec.scaleTargetRef
      return `${what} ${name}`
    }),
  )

export const SCALING_RULES: ManifestRule[] = [
  {
    says: 'an autoscaler has a deployment, and the deployment has no other, and says no number itself',
    broken: (manifests) => {
      const targets = targetsOf(manifests)
      const pods = podsOf(manifests)
      return [...new Set(targets)].flatMap((target) => {
        const found = pods.find(({ name }) => name === target)
        return [
          ...(found ? [] : [`${target} is to be scaled, and is not there`]),
          ...(found?.replicas === undefined ? [] : [`${target} says itself how many there are`]),
          ...(targets.filter((each) => each === target).length === 1
            ? []
            : [`${target} has two autoscalers`]),
        ]
      })
    },
  },
  {
    says: 'a queue that is watched has the name that it has in the log, and every lane is watched',
    broken: (manifests) =>
      ofKind(manifests, 'ScaledObject', ScaledObject).flatMap(({ name, is }) => {
        const watched = is.spec.triggers.map(({ metadata }) => `${metadata.stream} ${metadata.consumer}`)
        const lanes = LANES.map((lane) => `${subjectsOf('soundmill').stream} work-${lane}`)
        return watched.sort().join() === lanes.sort().join()
          ? []
          : [`ScaledObject ${name} watches ${watched.join()}`]
      }),
  },
]
