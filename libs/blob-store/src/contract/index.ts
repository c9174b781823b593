import { afterAll, beforeAll, describe } from 'vitest'
import type { BlobStore } from '../index.ts'
import { breakingOff } from './breaking-off.ts'
import { keys } from './keys.ts'
import { large } from './large.ts'
import { listing } from './listing.ts'
import { racing } from './racing.ts'
import { reading } from './reading.ts'
import { writing } from './writing.ts'

/** A store to try, and how to look behind it. */
export type Opened = {
  blobs: BlobStore
  /** What puts that failed have left in the store, by any name. */
  leftovers(): Promise<string[]>
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
    breakingOff(store)
    reading(store)
    listing(store)
    keys(store)
    racing(store)
    large(store)
  })
}
