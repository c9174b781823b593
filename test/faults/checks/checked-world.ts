import type { FaultWorld } from '../world.ts'

/** As much of a world as its checks look at, so that they hold for one whose processes are on other machines, too. */
export type CheckedWorld = Pick<FaultWorld, 'subjects' | 'behind' | 'blobs' | 'events' | 'isSeen'> & {
  status: { url: string }
  viewLines: { straightUrl: string }
  /** Undefined where the workers have their scratch directories on other machines. */
  scratchDir: string | undefined
}
