import { z } from 'zod'
import { type Manifest, nameOf } from './manifest.ts'

const Quantities = z.record(z.string(), z.union([z.string(), z.number()])).default({})

const Variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.looseObject({ secretKeyRef: z.unknown().optional() }).optional(),
})

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(Variable).default([]),
  envFrom: z
    .array(
      z.looseObject({
        configMapRef: z.object({ name: z.string() }).optional(),
        secretRef: z.unknown().optional(),
      }),
    )
    .default([]),
  ports: z.array(z.looseObject({ hostPort: z.number().optional() })).default([]),
  resources: z.object({ requests: Quantities, limits: Quantities }).default({ requests: {}, limits: {} }),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      runAsNonRoot: z.boolean().optional(),
      capabilities: z
        .looseObject({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
        .optional(),
    })
    .default({}),
  livenessProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
  lifecycle: z
    .looseObject({
      preStop: z.looseObject({ sleep: z.object({ seconds: z.number() }).optional() }).optional(),
    })
    .optional(),
  volumeMounts: z
    .array(z.looseObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }))
    .default([]),
})
export type Container = z.infer<typeof Container>

const Volume = z.looseObject({
  name: z.string(),
  secret: z.looseObject({ secretName: z.string() }).optional(),
  emptyDir: z.looseObject({ sizeLimit: z.string().optional() }).nullish(),
})

const PodSpec = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      seccompProfile: z.object({ type: z.string() }).optional(),
    })
    .default({}),
  initContainers: z.array(Container).default([]),
  containers: z.array(Container).min(1),
  volumes: z.array(Volume).default([]),
})

const Workload = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().optional(),
    template: z.object({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }),
      spec: PodSpec,
    }),
  }),
})

/** What makes pods: a Deployment, a StatefulSet or a Job, and the pods as it makes them. */
export type Pods = {
  /** Kind and name, for messages. */
  name: string
  kind: string
  /** Undefined where nothing is said, as for what an autoscaler owns. */
  replicas: number | undefined
  labels: Record<string, string>
  spec: z.infer<typeof PodSpec>
  /** Init containers first. */
  containers: Container[]
}

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job']

export function podsOf(manifests: Manifest[]): Pods[] {
  return manifests
    .filter(({ kind }) => KINDS.includes(kind))
    .map((manifest) => {
      const { success, data, error } = Workload.safeParse(manifest)
      if (!success) throw new Error(`${nameOf(manifest)}: ${z.prettifyError(error)}`)
      const { replicas, template } = data.spec
      return {
        name: nameOf(manifest),
        kind: manifest.kind,
        replicas,
        labels: template.metadata.labels,
        spec: template.spec,
        containers: [...template.spec.initContainers, ...template.spec.containers],
      }
    })
}

/** One sentence for each container of which a check has something to say. */
export const eachContainer =
  (check: (container: Container, pods: Pods) => string[]) =>
  (manifests: Manifest[]): string[] =>
    podsOf(manifests).flatMap((pods) =>
      pods.containers.flatMap((container) =>
        check(container, pods).map((what) => `${pods.name}, ${container.name}: ${what}`),
      ),
    )
