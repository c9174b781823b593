import { afterAll, beforeAll, describe } from 'vitest'
import type { BlobStore } from '../index.ts'
import { breakingOff } from './breaking-off.ts'
import { expecting } from './expecting.ts'
import { keys } from './keys.ts'
import { large } from './large.ts'
import { listing } from './listing.ts'
import { racing } from './racing.ts'
import { reading } from './reading.ts'
import { sweeping } from './sweeping.ts'
import { writing } from './writing.ts'

/** A store to try, and how to look behind it. */
export type Opened = {
  blobs: BlobStore
  /** What puts that failed have left in the store, by any name. */
  leftovers(): Promise<string[]>
  /** Leaves what a process leaves that is killed while it puts a long blob. */
  abandon(key: string): Promise<void>
  /** The same store, as another process has it. To be closed. */
  reopen(): Promise<BlobStore>
}

/** What every BlobStore promises. An adapter is finished when this passes. It closes what it opened. */
export function blobStoreContract(name: string, open: () => Promise<Opened>): void {
  describe(`${name} is a BlobStore`, () => {
    let opened: Opened
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.blobs.close())

    const store = () => opened
    writing(store)
    expecting(store)
    breakingOff(store)
    sweeping(store)
    reading(store)
    listing(store)
    keys(store)
    racing(store)
    large(store)
  })
}
