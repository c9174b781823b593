import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { content, freshKey, MIB, noise, sumOf, textContent } from './content.ts'
import type { Opened } from './index.ts'

export function writing(store: () => Opened): void {
  describe('putting', () => {
    it('gives back the bytes it was given, and counts them', async () => {
      const { blobs } = store()
      const key = freshKey()
      const chunks = ['hello ', '', 'wörld'].map((part) => Buffer.from(part))
      expect(await blobs.put(key, content(chunks))).toEqual({ bytes: 12 })
      expect(await text(await blobs.get(key))).toBe('hello wörld')
    })

    it('replaces what was there', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, textContent('the old one, which is longer'))
      await blobs.put(key, textContent('the new one'))
      expect(await text(await blobs.get(key))).toBe('the new one')
      expect(await blobs.head(key)).toMatchObject({ bytes: 11 })
    })

    it('keeps an empty blob', async () => {
      const { blobs } = store()
      const key = freshKey()
      expect(await blobs.put(key, content([]))).toEqual({ bytes: 0 })
      expect(await blobs.head(key)).toMatchObject({ key, bytes: 0 })
      expect(await text(await blobs.get(key))).toBe('')
    })

    // A part is 8 MiB in S3, a write 256 KiB in files: the edges of both.
    const sizes = [256 * 1024, 8 * MIB, 16 * MIB].flatMap((size) => [size - 1, size, size + 1])
    it.each(sizes)('keeps %i bytes, at the edges of its parts, to the byte', async (bytes) => {
      const { blobs } = store()
      const key = freshKey()
      expect(await blobs.put(key, content(noise(bytes)))).toEqual({ bytes })
      expect(await sumOf(await blobs.get(key))).toEqual(await sumOf(noise(bytes)))
    })

    it('takes one chunk that is larger than its parts', async () => {
      const { blobs } = store()
      const key = freshKey()
      const whole = Buffer.concat([...noise(20 * MIB)])
      await blobs.put(key, content([whole]))
      expect(await sumOf(await blobs.get(key))).toEqual(await sumOf([whole]))
    })

    it('takes very many small chunks', async () => {
      const { blobs } = store()
      const key = freshKey()
      const chunks = Array.from({ length: 50_000 }, (_, index) => Buffer.from(`${index},`))
      await blobs.put(key, content(chunks))
      expect(await sumOf(await blobs.get(key))).toEqual(await sumOf(chunks))
    })
  })

  describe('deleting', () => {
    it('removes a blob, and does not mind doing it twice', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, textContent('x'))
      await blobs.delete(key)
      await blobs.delete(key)
      expect(await blobs.head(key)).toBeUndefined()
    })

    it('leaves the neighbours alone', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(`${key}/one`, textContent('1'))
      await blobs.put(`${key}/one.two`, textContent('2'))
      await blobs.delete(`${key}/one`)
      await blobs.delete(key)
      expect(await text(await blobs.get(`${key}/one.two`))).toBe('2')
    })
  })
}
