import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { content, freshKey, MIB, noise, sumOf, textContent } from './content.ts'
import type { Opened } from './index.ts'

export function racing(store: () => Opened): void {
  describe('many at once', () => {
    it('leaves one whole blob when a key is put by several', async () => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      const seeds = [1, 2, 3, 4, 5, 6]
      await Promise.all(seeds.map((seed) => blobs.put(key, content(noise(9 * MIB + seed, seed)))))
      const possible = await Promise.all(seeds.map((seed) => sumOf(noise(9 * MIB + seed, seed))))
      expect(possible).toContainEqual(await sumOf(await blobs.get(key)))
      expect(await leftovers()).toEqual([])
    })

    it('lets a reader have a whole blob, old or new, while it is replaced', async () => {
      const { blobs } = store()
      const key = freshKey()
      const sums = await Promise.all([1, 2].map((seed) => sumOf(noise(3 * MIB, seed))))
      await blobs.put(key, content(noise(3 * MIB, 1)))
      for (let round = 0; round < 5; round++) {
        const reading = await blobs.get(key)
        const [first, second] = await Promise.all([
          sumOf(reading),
          blobs.get(key).then(sumOf),
          blobs.put(key, content(noise(3 * MIB, (round % 2) + 1))),
        ])
        expect(sums).toContainEqual(first)
        expect(sums).toContainEqual(second)
      }
    })

    it('keeps what is put beside blobs that are deleted at that moment', async () => {
      const { blobs } = store()
      const folder = freshKey()
      async function comeAndGo(key: string) {
        for (let round = 0; round < 40; round++) {
          await blobs.put(key, textContent('here'))
          expect(await text(await blobs.get(key))).toBe('here')
          await blobs.delete(key)
        }
      }
      await Promise.all([1, 2, 3, 4].map((worker) => comeAndGo(`${folder}/deep/${worker}`)))
    })
  })
}
