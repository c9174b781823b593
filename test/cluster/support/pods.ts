import { z } from 'zod'
import type { Kubectl } from './kubectl.ts'

const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), uid: z.string() }),
      spec: z.object({ nodeName: z.string().optional() }),
    }),
  ),
})

/** `node` is empty while a pod waits for one. */
export type Pod = { name: string; uid: string; node: string }

/** By the label that each of our workloads has to itself. */
export const podsNamed = (name: string) => ['--selector', `app.kubernetes.io/name=${name}`]

/** The pods of one workload. */
export async function podsOf(kubectl: Kubectl, name: string): Promise<Pod[]> {
  const list = await kubectl(['get', 'pods', ...podsNamed(name), '--output', 'json'])
  return Pods.parse(JSON.parse(list)).items.map(({ metadata, spec }) => ({
    ...metadata,
    node: spec.nodeName ?? '',
  }))
}
