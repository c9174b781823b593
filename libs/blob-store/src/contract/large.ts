import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { freshKey, MIB, noise, sumOf } from './content.ts'
import type { Opened } from './index.ts'

const BYTES = 200_000_000

/** Four parts of 8 MiB, and as much again for what a garbage collector and sockets hold. */
const MOST_HELD = 64 * MIB

export function large(store: () => Opened): void {
  describe('200 MB', () => {
    it.each([
      ['unknown', undefined],
      ['known', BYTES],
    ])('of %s length go in and come out in bounded memory', async (_, expectedBytes) => {
      const { blobs } = store()
      const key = freshKey()
      const held = createMeter()
      async function* measured() {
        let sent = 0
        for (const chunk of noise(BYTES)) {
          yield chunk
          sent += chunk.length
          if (sent % (4 * MIB) < chunk.length) held.measure()
        }
      }
      expect(await blobs.put(key, measured(), { expectedBytes })).toEqual({ bytes: BYTES })
      expect(await sumOf(await blobs.get(key))).toEqual(await sumOf(noise(BYTES)))
      expect(held.most()).toBeLessThan(MOST_HELD)
      await blobs.delete(key)
    })
  })
}

/** The most bytes that buffers held more than at the start. Collects garbage first: only what cannot go counts. */
function createMeter() {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  const held = () => {
    if (typeof collect === 'function') collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = held()
  let most = 0
  return {
    measure() {
      most = Math.max(most, held() - before)
    },
    most: () => most,
  }
}
