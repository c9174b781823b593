import { describe, expect, it } from 'vitest'
import { InvalidKeyError } from '../index.ts'
import { textContent } from './content.ts'
import type { Opened } from './index.ts'

const NOT_KEYS = [
  '',
  '.',
  '..',
  '/',
  '../x',
  'a/../../b',
  'a/..',
  '/abs',
  'a//b',
  'a/',
  'a/.',
  './a',
  'a\0b',
  'a\\..\\b',
  'a b',
  'a%2e%2e/b',
  'a?b',
  'a#b',
  'a\nb',
  'ä',
  '+partial/x',
  'x'.repeat(256),
  `${'x'.repeat(200)}/`.repeat(6).slice(0, -1),
]

const NOT_PREFIXES = [
  '../',
  'a/../',
  '/',
  '/abs',
  'a//',
  './',
  'a\0',
  'a\\',
  'ä',
  '+partial/',
  'x'.repeat(256),
]

const short = (text: string) =>
  JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}… (${text.length})` : text)

export function keys(store: () => Opened): void {
  const presign = { expiresInSeconds: 60, filename: 'x', mediaType: 'audio/mpeg' }

  describe('a key that tries to escape, or is none', () => {
    it.each(NOT_KEYS.map((key) => [short(key), key]))('is refused by every method: %s', async (_, key) => {
      const { blobs } = store()
      await expect(blobs.put(key, textContent('x'))).rejects.toThrow(InvalidKeyError)
      await expect(blobs.get(key)).rejects.toThrow(InvalidKeyError)
      await expect(blobs.head(key)).rejects.toThrow(InvalidKeyError)
      await expect(blobs.delete(key)).rejects.toThrow(InvalidKeyError)
      await expect(blobs.presignGet(key, presign)).rejects.toThrow(InvalidKeyError)
    })

    it.each(NOT_PREFIXES.map((prefix) => [short(prefix), prefix]))(
      'cannot be listed: %s',
      async (_, prefix) => {
        const first = store().blobs.list(prefix)[Symbol.asyncIterator]().next()
        await expect(first).rejects.toThrow(InvalidKeyError)
      },
    )
  })

  describe('a strange key that is one', () => {
    const longest = `${`${'y'.repeat(200)}/`.repeat(5).slice(0, -1)}/${'x'.repeat(1024 - 1005)}`
    const strange = ['...', 'a..b/.c', '@/=-_.', 'x'.repeat(255), longest]
    it.each(strange.map((key) => [short(key), key]))('is taken: %s', async (_, key) => {
      const { blobs } = store()
      await blobs.put(key, textContent('x'))
      expect(await blobs.head(key)).toMatchObject({ key, bytes: 1 })
      await blobs.delete(key)
    })
  })
}
