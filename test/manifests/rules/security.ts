import { eachContainer, podsOf } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'

/** What Pod Security *restricted* lets a pod mount. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** The one capability that restricted pods may have: to listen on ports below 1024. */
const HARMLESS = 'NET_BIND_SERVICE'

export const SECURITY_RULES: ManifestRule[] = [
  {
    says: 'a pod is restricted, and not root',
    broken: (manifests) =>
      podsOf(manifests).flatMap(({ name, spec }) => {
        const { runAsNonRoot, runAsUser, seccompProfile } = spec.securityContext
        return [
          ...(runAsNonRoot === true && runAsUser !== 0 ? [] : [`${name} may run as root`]),
          ...(seccompProfile?.type === 'RuntimeDefault' ? [] : [`${name} has no seccomp profile`]),
          ...(spec.hostNetwork || spec.hostPID || spec.hostIPC ? [`${name} lives in its host`] : []),
          ...spec.volumes
            .filter((volume) => !Object.keys(volume).some((key) => VOLUMES.includes(key)))
            .map((volume) => `${name} mounts ${volume.name}, which restricted pods may not`),
        ]
      }),
  },
  {
    says: 'a container has no privileges, and gets none',
    broken: eachContainer(({ securityContext, ports }) => [
      ...(securityContext.allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
      ...(securityContext.capabilities?.drop.includes('ALL') ? [] : ['keeps capabilities']),
      ...(securityContext.capabilities?.add ?? [])
        .filter((name) => name !== HARMLESS)
        .map((name) => `takes ${name}`),
      ...(securityContext.runAsNonRoot === false ? ['may run as root'] : []),
      ...(ports.some(({ hostPort }) => hostPort !== undefined) ? ['takes a port of its host'] : []),
    ]),
  },
  {
    says: 'a container cannot write into its image',
    broken: eachContainer(({ securityContext }) =>
      securityContext.readOnlyRootFilesystem === true ? [] : ['its root can be written'],
    ),
  },
  {
    says: 'a pod has no token for the API server',
    broken: (manifests) =>
      podsOf(manifests)
        .filter(({ spec }) => spec.automountServiceAccountToken !== false)
        .map(({ name }) => `${name} has a token`),
  },
  {
    says: 'a network policy denies everything that none of the others names',
    broken: (manifests) =>
      manifests.some(({ kind, spec }) => kind === 'NetworkPolicy' && isDenyAll(spec))
        ? []
        : ['there is no policy that denies all'],
  },
]

function isDenyAll(spec: unknown): boolean {
  const text = JSON.stringify(spec, ['podSelector', 'policyTypes', 'ingress', 'egress', 'matchLabels'])
  return ['["Ingress","Egress"]', '["Egress","Ingress"]'].some(
    (types) => text === `{"podSelector":{},"policyTypes":${types}}`,
  )
}
