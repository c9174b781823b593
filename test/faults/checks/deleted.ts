import type { FaultWorld } from '../world.ts'

/** The episodes that are to go: their bytes are missed by nobody. */
export const deletedIn = async ({ behind }: FaultWorld): Promise<Set<string>> =>
  new Set((await behind.factsOf('deleted')).map(({ episode }) => episode))
