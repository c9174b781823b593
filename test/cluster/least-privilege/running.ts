import type { ClusterAddress, Deployed } from '../support/index.ts'

/** The system these tests share: they change nothing in it. */
export type Running = () => { cluster: ClusterAddress; system: Deployed }
