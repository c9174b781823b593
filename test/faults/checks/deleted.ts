import type { CheckedWorld } from './checked-world.ts'

/** The episodes that are to go: their bytes are missed by nobody. */
export const deletedIn = async ({ behind }: CheckedWorld): Promise<Set<string>> =>
  new Set((await behind.factsOf('deleted')).map(({ episode }) => episode))
