/** What a test of the cluster project needs; `inject('cluster')` is the cluster, or null. */
export { type Deployed, deploy } from './deployed.ts'
export type { ClusterAddress } from './find-cluster.ts'
export { type HardKill, openHardKill } from './hard-kill.ts'
export { createKubectl, type Kubectl } from './kubectl.ts'
export type { Wishes } from './overlay.ts'
export { type Pod, podsNamed, podsOf } from './pods.ts'
export { idlePod, reaching } from './reaching.ts'
