import type { TestProject } from 'vitest/node'
import { type ClusterAddress, findCluster } from './find-cluster.ts'

declare module 'vitest' {
  /** What tests get by `inject('cluster')`; null where no cluster is named, and then they are skipped. */
  export interface ProvidedContext {
    cluster: ClusterAddress | null
  }
}

/** Vitest's `globalSetup` of the cluster project: the named cluster, and our image in it. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('cluster', await findCluster(process.env))
}
