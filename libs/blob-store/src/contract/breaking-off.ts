import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { failing, freshKey, MIB, noise, textContent } from './content.ts'
import type { Opened } from './index.ts'

/** Inside the first part, at its very end, and after several. */
const LENGTHS = [100, 8 * MIB, 40 * MIB]

export function breakingOff(store: () => Opened): void {
  describe('a put whose content fails half-way', () => {
    it.each(LENGTHS)('rejects with that very error and leaves nothing, after %i bytes', async (bytes) => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      const error = new Error('the line dropped')
      await expect(blobs.put(key, failing(bytes, error))).rejects.toBe(error)
      expect(await blobs.head(key)).toBeUndefined()
      expect(await leftovers()).toEqual([])
    })

    it.each(LENGTHS)('leaves what was there before, after %i bytes', async (bytes) => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, textContent('before'))
      await expect(blobs.put(key, failing(bytes, new Error('no')))).rejects.toThrow('no')
      expect(await text(await blobs.get(key))).toBe('before')
    })

    it('notices a stream that was destroyed', async () => {
      const { blobs, leftovers } = store()
      const key = freshKey()
      const stream = new PassThrough()
      stream.write('half')
      const put = blobs.put(key, stream)
      stream.destroy()
      await expect(put).rejects.toThrow()
      expect(await blobs.head(key)).toBeUndefined()
      expect(await leftovers()).toEqual([])
    })
  })

  describe('a put whose signal aborts', () => {
    it.each(LENGTHS)(
      'rejects with the reason and leaves nothing, though no more content comes, after %i bytes',
      async (bytes) => {
        const { blobs, leftovers } = store()
        const key = freshKey()
        const abort = new AbortController()
        const reason = new Error('changed my mind')
        async function* stalling() {
          yield* noise(bytes)
          abort.abort(reason)
          await new Promise(() => {})
        }
        await expect(blobs.put(key, stalling(), { signal: abort.signal })).rejects.toBe(reason)
        expect(await blobs.head(key)).toBeUndefined()
        expect(await leftovers()).toEqual([])
      },
    )

    it('takes nothing when it was aborted before', async () => {
      const { blobs } = store()
      const key = freshKey()
      const reason = new Error('too late')
      const put = blobs.put(key, textContent('x'), { signal: AbortSignal.abort(reason) })
      await expect(put).rejects.toBe(reason)
      expect(await blobs.head(key)).toBeUndefined()
    })

    it('closes the content', async () => {
      const { blobs } = store()
      const abort = new AbortController()
      const stream = new PassThrough()
      stream.write('half')
      const put = blobs.put(freshKey(), stream, { signal: abort.signal })
      abort.abort(new Error('enough'))
      await expect(put).rejects.toThrow('enough')
      expect(stream.destroyed).toBe(true)
    })
  })
}
