import { type BlobStore, StoreUnavailableError } from '@soundmill/blob-store'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { scratch } from '@soundmill/test-support'
import { aborted } from '../../upload/receiving.ts'

/** What a store does with some keys, as long as the test wants. */
export type Mood = {
  /** Puts of these fail. */
  fails(key: string): boolean
  /** Puts of these are durable, and nobody hears of it. */
  losesAnswer(key: string): boolean
  /** Waited for before a put, unless that is aborted. */
  beforePut(key: string): unknown
  /** Waited for when a put is durable. */
  afterPut(key: string): unknown
  /** Waited for before a get. */
  beforeGet(key: string): unknown
  /** Whether it gives the whole blob, whatever range was asked for. */
  ignoresRange: boolean
}

/** A store of files that has moods, and counts its gets. */
export async function openMoodyStore() {
  const { dir } = await scratch()
  const blobs = await openFsBlobs({ dir })
  const mood: Mood = {
    fails: () => false,
    losesAnswer: () => false,
    beforePut: () => {},
    afterPut: () => {},
    beforeGet: () => {},
    ignoresRange: false,
  }
  const counted = { gets: 0 }
  const store: BlobStore = {
    ...blobs,
    async put(key, content, options) {
      if (mood.fails(key)) throw new StoreUnavailableError('moody')
      const signal = options?.signal ?? new AbortController().signal
      await Promise.race([mood.beforePut(key), aborted(signal)])
      const stored = await blobs.put(key, content, options)
      await mood.afterPut(key)
      if (mood.losesAnswer(key)) throw new StoreUnavailableError('its answer is lost')
      return stored
    },
    async get(key, { range, ...options } = {}) {
      counted.gets += 1
      await mood.beforeGet(key)
      return blobs.get(key, { ...options, ...(range && !mood.ignoresRange && { range }) })
    },
  }
  return { store, mood, counted }
}

/** Something a test waits for, or makes others wait for. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = () => resolve()
  })
  return { open, opened }
}
