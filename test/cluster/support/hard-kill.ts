import type { ClusterAddress } from './find-cluster.ts'
import { createKubectl } from './kubectl.ts'
import type { Pod } from './pods.ts'

/**
 * SIGKILL for the processes of pods, as the kernel's out-of-memory killer or a dying machine would do it. The API of
 * Kubernetes always sends SIGTERM before, and a container's first process cannot be killed from its inside: so
 * a pod on each node that sees the processes of the node does it, in a namespace of its own where that is allowed.
 */
export type HardKill = { kill(pod: Pod): Promise<void>; close(): Promise<void> }

const NAME = 'hard-kill'

export async function openHardKill(cluster: ClusterAddress, namespace: string): Promise<HardKill> {
  const kubectl = createKubectl(cluster.kubeconfig, namespace)
  await createKubectl(cluster.kubeconfig)(['create', 'namespace', namespace])
  await kubectl(['apply', '--filename', '-'], JSON.stringify(daemonSet(cluster.images.soundmill)))
  await kubectl(['rollout', 'status', `daemonset/${NAME}`, '--timeout=120s'])
  return {
    async kill({ uid, node }) {
      const field = `spec.nodeName=${node}`
      const hand = await kubectl(['get', 'pods', '--field-selector', field, '--output', 'name'])
      await kubectl(['exec', hand, '--', 'node', '--eval', KILL, uid])
    },
    async close() {
      await kubectl(['delete', 'namespace', namespace, '--wait=false'])
      await kubectl(['delete', 'pods', '--all', '--grace-period=1'])
    },
  }
}

/** Processes say in their cgroup's path whose they are, with - or _ between the parts of the pod's uid. */
const KILL = `
const { readFileSync, readdirSync } = require('node:fs')
const uid = process.argv[1]
for (const pid of readdirSync('/proc').filter(Number)) {
  try {
    const isPause = readFileSync('/proc/' + pid + '/cmdline', 'utf8').startsWith('/pause')
    const cgroup = readFileSync('/proc/' + pid + '/cgroup', 'utf8').replaceAll('_', '-')
    if (cgroup.includes(uid) && !isPause) process.kill(pid, 'SIGKILL')
  } catch {} // it ended by itself
}`

const daemonSet = (image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: NAME },
  spec: {
    selector: { matchLabels: { name: NAME } },
    template: {
      metadata: { labels: { name: NAME } },
      spec: {
        hostPID: true,
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: NAME,
            image,
            command: ['sleep', 'infinity'],
            securityContext: { runAsUser: 0, capabilities: { add: ['KILL', 'SYS_PTRACE'] } },
          },
        ],
      },
    },
  },
})
