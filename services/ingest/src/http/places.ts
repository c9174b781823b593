import { tooManyUploads } from '../problems.ts'
import { clientNetwork } from './client-network.ts'

/** How many uploads may be under way at once: altogether, and of one client. */
export type Room = { maxUploads: number; maxUploadsPerClient: number }

/** Where uploads are let in, one by one, as far as there is room. */
export function createPlaces({ maxUploads, maxUploadsPerClient }: Room) {
  const taken = new Map<string, number>()
  let all = 0

  return {
    /**
     * Takes a place for an upload from that address; returns how to give it back, exactly once. Throws
     * `too_many_uploads`, which says whose limit was reached.
     */
    take(address: string): () => void {
      const client = clientNetwork(address)
      const ofClient = taken.get(client) ?? 0
      if (ofClient >= maxUploadsPerClient) throw tooManyUploads(maxUploadsPerClient, client)
      if (all >= maxUploads) throw tooManyUploads(maxUploads)
      taken.set(client, ofClient + 1)
      all += 1
      return () => {
        const left = (taken.get(client) ?? 0) - 1
        if (left > 0) taken.set(client, left)
        else taken.delete(client)
        all -= 1
      }
    },
    /** How many uploads are under way. */
    count: () => all,
  }
}
