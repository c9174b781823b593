import { getEventListeners } from 'node:events'
import { buffer, text } from 'node:stream/consumers'
import { until } from '@soundmill/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { BlobNotFoundError } from '../index.ts'
import { content, freshKey, MIB, noise, sumOf, textContent } from './content.ts'
import type { Opened } from './index.ts'

export function reading(store: () => Opened): void {
  describe('reading', () => {
    it('says that there is no such blob', async () => {
      const { blobs } = store()
      const key = freshKey()
      await expect(blobs.get(key)).rejects.toThrow(BlobNotFoundError)
      await expect(blobs.get(key, { range: { start: 0, end: 1 } })).rejects.toThrow(BlobNotFoundError)
      await blobs.put(`${key}/inside`, textContent('x'))
      await expect(blobs.get(key)).rejects.toThrow(BlobNotFoundError)
      await expect(blobs.get(`${key}/inside/deeper`)).rejects.toThrow(BlobNotFoundError)
    })

    it('can be broken off, and begun again', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, content(noise(4 * MIB)))
      for (let round = 0; round < 20; round++) {
        for await (const chunk of await blobs.get(key)) {
          expect(chunk.length).toBeGreaterThan(0)
          break
        }
      }
      expect((await buffer(await blobs.get(key))).length).toBe(4 * MIB)
    })
  })

  describe('reading with a signal', () => {
    const reason = new Error('enough')

    it('that was aborted before rejects with the reason', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, textContent('x'))
      await expect(blobs.get(key, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    })

    it.each([
      ['at once, for a reader who has not begun', 0],
      ['in the middle', 1],
    ])('that aborts fails the stream with the reason, %s', async (_, chunks) => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, content(noise(4 * MIB)))
      const abort = new AbortController()
      const stream = await blobs.get(key, { signal: abort.signal })
      const reading = stream[Symbol.asyncIterator]()
      for (let read = 0; read < chunks; read++) await reading.next()
      abort.abort(reason)
      if (chunks === 0) await until(() => stream.closed, { what: 'the stream to be closed' })
      await expect(sumOf({ [Symbol.asyncIterator]: () => reading })).rejects.toBe(reason)
      expect(stream.destroyed).toBe(true)
    })

    it('that does not abort gives everything, and is left alone afterwards', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(key, textContent('0123456789'))
      const { signal } = new AbortController()
      expect(await text(await blobs.get(key, { range: { start: 2, end: 4 }, signal }))).toBe('234')
      const left = () => getEventListeners(signal, 'abort').length
      await until(() => left() === 0, { what: 'the signal to be left alone' })
    })
  })

  describe('reading a range', () => {
    const key = freshKey()
    const get = async (start: number, end: number) =>
      text(await store().blobs.get(key, { range: { start, end } }))
    beforeAll(() => store().blobs.put(key, textContent('0123456789')))

    it.each([
      ['the beginning', 0, 3, '0123'],
      ['the middle', 4, 6, '456'],
      ['the end', 7, 9, '789'],
      ['the first byte', 0, 0, '0'],
      ['one byte', 5, 5, '5'],
      ['the last byte', 9, 9, '9'],
      ['everything', 0, 9, '0123456789'],
      ['no more than there is', 8, Number.MAX_SAFE_INTEGER, '89'],
    ])('gives %s', async (_, start, end, expected) => {
      expect(await get(start, end)).toBe(expected)
    })

    it.each([
      ['begins after the last byte', 10, 12],
      ['ends before it begins', 3, 2],
      ['is negative', -1, 2],
      ['is no number', Number.NaN, 2],
      ['lies between bytes', 0.5, 2],
    ])('refuses one that %s', async (_, start, end) => {
      await expect(get(start, end)).rejects.toThrow(RangeError)
    })

    it('finds none in an empty blob', async () => {
      const empty = freshKey()
      await store().blobs.put(empty, content([]))
      await expect(store().blobs.get(empty, { range: { start: 0, end: 0 } })).rejects.toThrow(RangeError)
    })
  })

  describe('asking for the head', () => {
    it('tells length and time', async () => {
      const { blobs } = store()
      const key = freshKey()
      const begun = Date.now()
      await blobs.put(key, textContent('12345'))
      const head = await blobs.head(key)
      expect(head).toEqual({ key, bytes: 5, modifiedAt: expect.any(Date) })
      // S3 tells whole seconds, and its clock is its own.
      expect(Math.abs((head?.modifiedAt.getTime() ?? 0) - begun)).toBeLessThan(5_000)
    })

    it('tells that there is none, also where only a folder is', async () => {
      const { blobs } = store()
      const key = freshKey()
      await blobs.put(`${key}/inside`, textContent('x'))
      expect(await blobs.head(key)).toBeUndefined()
      expect(await blobs.head(`${key}/other`)).toBeUndefined()
    })
  })
}
