import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { content, failing, freshKey, MIB, noise, sumOf, textContent } from './content.ts'
import type { Opened } from './index.ts'

/** Small, in the middle of a first part, a whole one, in the middle of a later one. */
const LENGTHS = [100, 3 * MIB, 8 * MIB, 19 * MIB]

/** What a caller may believe of content that has `bytes` bytes, right or wrong. */
const BELIEFS: [string, (bytes: number) => number][] = [
  ['right', (bytes) => bytes],
  ['one byte too few', (bytes) => bytes - 1],
  ['one byte too many', (bytes) => bytes + 1],
  ['half of it', (bytes) => bytes / 2],
  ['a part too many', (bytes) => bytes + 8 * MIB],
  ['nothing at all', () => 0],
  ['far too much', () => 5 * 1024 ** 4],
  ['no number', () => Number.NaN],
  ['negative', () => -1],
  ['without end', () => Number.POSITIVE_INFINITY],
]

export function expecting(store: () => Opened): void {
  describe.each(LENGTHS)('a put of %i bytes', (bytes) => {
    it.each(BELIEFS)('is right, and leaves nothing else, when what is expected is %s', async (_, believe) => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      const expectedBytes = believe(bytes)
      expect(await blobs.put(key, content(noise(bytes)), { expectedBytes })).toEqual({ bytes })
      expect(await sumOf(await blobs.get(key))).toEqual(await sumOf(noise(bytes)))
      expect(await leftovers()).toEqual([])
    })

    it.each([
      ['after all of them', 0],
      ['after one less', 1],
      ['after a third of them', -1],
    ])('leaves nothing when its content fails %s', async (_, missing) => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      await blobs.put(key, textContent('before'))
      const error = new Error('not what was promised')
      const given = missing < 0 ? Math.floor(bytes / 3) : bytes - missing
      const put = blobs.put(key, failing(given, error), { expectedBytes: bytes })
      await expect(put).rejects.toBe(error)
      expect(await text(await blobs.get(key))).toBe('before')
      expect(await leftovers()).toEqual([])
    })

    it.each([
      ['after all of them', 1],
      ['after a half', 2],
    ])('ends with the reason when its signal aborts and nothing more comes, %s', async (_, share) => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      const abort = new AbortController()
      const reason = new Error('changed my mind')
      async function* stalling() {
        yield* noise(bytes / share)
        abort.abort(reason)
        await new Promise(() => {})
      }
      const put = blobs.put(key, stalling(), { expectedBytes: bytes, signal: abort.signal })
      await expect(put).rejects.toBe(reason)
      expect(await blobs.head(key)).toBeUndefined()
      expect(await leftovers()).toEqual([])
    })
  })
}
