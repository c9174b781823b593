import { uniqueNamespace } from '@soundmill/test-support'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { content, freshKey, MIB, noise, textContent } from '../contract/content.ts'
import { blobStoreContract } from '../contract/index.ts'
import { StoreUnavailableError } from '../index.ts'
import { ensureBucket, openS3Blobs } from './index.ts'
import { aim } from './testing/bucket.ts'

const s3 = inject('s3')

describe.skipIf(!s3)('with a real store', () => {
  const { options, incomplete, abandon } = aim(s3)
  beforeAll(() => ensureBucket(options))

  const reopen = async () => openS3Blobs(options)
  blobStoreContract('s3', async () => ({
    blobs: await reopen(),
    leftovers: () => incomplete(),
    abandon,
    reopen,
  }))

  describe('the bucket', () => {
    it('may be there already', () => ensureBucket(options))

    it('is not taken for an empty one when it is missing', async () => {
      const blobs = openS3Blobs({ ...options, bucket: uniqueNamespace() })
      await expect(blobs.head('a')).rejects.toThrow(StoreUnavailableError)
      await expect(blobs.get('a')).rejects.toThrow('NoSuchBucket')
      await expect(blobs.put('a', textContent('x'))).rejects.toThrow('NoSuchBucket')
      await expect(blobs.put('a', content(noise(9 * MIB)))).rejects.toThrow('NoSuchBucket')
      await expect(blobs.list('')[Symbol.asyncIterator]().next()).rejects.toThrow('NoSuchBucket')
      await blobs.close()
    })

    it('is closed to whoever has the wrong key', async () => {
      const blobs = openS3Blobs({ ...options, secretKey: 'wrong-secret' })
      await expect(blobs.get('a')).rejects.toThrow(StoreUnavailableError)
      await expect(blobs.put('a', textContent('x'))).rejects.toThrow('SignatureDoesNotMatch')
      await blobs.close()
    })
  })

  describe('a list longer than one answer', () => {
    it('is given to its end', async () => {
      const blobs = openS3Blobs(options)
      const folder = freshKey()
      const names = Array.from({ length: 1_001 }, (_, index) => `${folder}/${index}`)
      const rest = names.values()
      const put = async () => {
        for (const key of rest) await blobs.put(key, content([]))
      }
      await Promise.all(Array.from({ length: 16 }, put))
      let found = 0
      for await (const _ of blobs.list(folder)) found += 1
      expect(found).toBe(1_001)
      await blobs.close()
    })
  })

  describe('a link', () => {
    it('gives the blob to anybody, by its file name and type', async () => {
      const blobs = openS3Blobs({ ...options, publicUrl: options.endpoint })
      const key = freshKey()
      await blobs.put(key, textContent('listen'))
      const link = await blobs.presignGet(key, {
        expiresInSeconds: 60,
        filename: 'Folge "7" – Füchse.mp3',
        mediaType: 'audio/mpeg',
      })
      const response = await fetch(link ?? '')
      expect(await response.text()).toBe('listen')
      expect(response.headers.get('content-type')).toBe('audio/mpeg')
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="Folge _7_ _ F_chse.mp3"; filename*=UTF-8''Folge%20%227%22%20%E2%80%93%20F%C3%BCchse.mp3`,
      )
      await blobs.close()
    })
  })
})
