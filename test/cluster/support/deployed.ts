import { until } from '@soundmill/test-support'
import type { ClusterAddress } from './find-cluster.ts'
import { createKubectl, type Kubectl } from './kubectl.ts'
import { deleteNamespace, uniqueName } from './namespace.ts'
import { type Wishes, writeOverlay } from './overlay.ts'

/** On two cores, with everything starting at once, MongoDB takes its time. */
const ROLLED_OUT = '--timeout=240s'

/** The system, running in a namespace of its own. */
export type Deployed = {
  kubeconfig: string
  namespace: string
  /** Where the gateway answers. */
  url: string
  kubectl: Kubectl
  /** Applies the overlay with other wishes, as an operator changes a running system; does not wait. */
  apply(wishes: Wishes): Promise<void>
  /** Resolves when every Deployment and StatefulSet runs what was applied last, or those that are named. */
  rolledOut(...workloads: string[]): Promise<void>
  /** Deletes the namespace, and waits until the machine is free again. */
  close(): Promise<void>
}

/** Applies `k8s/overlays/dev` with the images of the tests and what the test wishes, and waits until it is ready. */
export async function deploy(cluster: ClusterAddress, wishes: Wishes = {}): Promise<Deployed> {
  const namespace = uniqueName()
  const kubectl = createKubectl(cluster.kubeconfig, namespace)

  async function apply(wanted: Wishes) {
    const overlay = await writeOverlay(namespace, cluster.images, wanted)
    try {
      // As docs/deploy-kubernetes.md says: a Job that is there cannot be changed.
      await kubectl(['delete', 'job', 'topology', '--ignore-not-found'])
      await kubectl(['apply', '--kustomize', overlay.dir])
    } finally {
      await overlay.remove()
    }
  }
  async function rolledOut(...workloads: string[]) {
    const all = await kubectl(['get', 'deployments,statefulsets', '--output', 'name'])
    for (const workload of workloads.length > 0 ? workloads : all.split('\n'))
      await kubectl(['rollout', 'status', workload, ROLLED_OUT])
  }
  const close = () => deleteNamespace(kubectl, namespace)

  try {
    await apply(wishes)
    await rolledOut()
    const url = `http://${cluster.host}:${await nodePort(kubectl)}`
    await until(async () => (await fetch(`${url}/readyz`)).ok, { what: `${url} to answer` })
    return { kubeconfig: cluster.kubeconfig, namespace, url, kubectl, apply, rolledOut, close }
  } catch (error) {
    const story = await storyOf(kubectl)
    await close()
    throw new Error(`the system does not start in the cluster\n${story}`, { cause: error })
  }
}

const nodePort = (kubectl: Kubectl) =>
  kubectl(['get', 'service', 'gateway', '--output', 'jsonpath={.spec.ports[0].nodePort}'])

/** What somebody would ask who is called because it does not start. */
async function storyOf(kubectl: Kubectl): Promise<string> {
  const answers = [
    kubectl(['get', 'pods', '--output', 'wide']),
    kubectl(['get', 'events', '--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp']),
    kubectl(['logs', '--selector', 'app.kubernetes.io/part-of=soundmill', '--prefix', '--tail', '5']),
  ]
  return (await Promise.all(answers.map((answer) => answer.catch(String)))).join('\n')
}
