import { assert, asyncProperty, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { StoreUnavailableError } from '../index.ts'
import { openS3Blobs, S3Env, s3Options } from './index.ts'

const Config = z.object(S3Env)
const given = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' }

describe('the environment of the S3 store', () => {
  it('needs an address and an account, and knows the rest', () => {
    expect(s3Options(Config.parse(given))).toEqual({
      endpoint: 'http://127.0.0.1:1',
      bucket: 'soundmill',
      region: 'us-east-1',
      accessKey: 'key',
      secretKey: 'secret',
      memoryBytes: 256 * 1024 * 1024,
    })
  })

  it.each(['127.0.0.1:9000', 'ftp://host', 'http://host/path', 'http://host/?a=b'])(
    'refuses %s',
    (S3_ENDPOINT) => {
      expect(Config.safeParse({ ...given, S3_ENDPOINT }).success).toBe(false)
    },
  )
})

describe('without a store', () => {
  it('can be opened, and then says that the store is unavailable', async () => {
    const blobs = openS3Blobs(s3Options(Config.parse(given)))
    await expect(blobs.head('a')).rejects.toThrow(StoreUnavailableError)
    await blobs.close()
  })
})

describe('a link', () => {
  const link = { expiresInSeconds: 60, filename: 'a.mp3', mediaType: 'audio/mpeg' }
  const options = { ...s3Options(Config.parse(given)), publicUrl: 'https://store.example.org' }

  it('is not made where clients cannot reach the store', async () => {
    const blobs = openS3Blobs(s3Options(Config.parse(given)))
    expect(await blobs.presignGet('a', link)).toBeUndefined()
  })

  it('is signed for the host that clients know', async () => {
    const url = new URL((await openS3Blobs(options).presignGet('a/b', link)) ?? '')
    expect(url.origin + url.pathname).toBe('https://store.example.org/soundmill/a/b')
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60')
    expect(url.searchParams.get('response-content-type')).toBe('audio/mpeg')
  })

  it('carries any file name in one header line', async () => {
    const blobs = openS3Blobs(options)
    const property = asyncProperty(string({ unit: 'binary' }), async (filename) => {
      const url = new URL((await blobs.presignGet('a', { ...link, filename })) ?? '')
      const header = url.searchParams.get('response-content-disposition') ?? ''
      const [, ascii, encoded] =
        /^attachment; filename="([ -~]*)"; filename\*=UTF-8''([\w%!.~$&+^`|#-]*)$/.exec(header) ?? []
      expect(ascii).not.toMatch(/["\\]/)
      expect(decodeURIComponent(encoded ?? 'none')).toBe(Buffer.from(filename).toString())
    })
    await assert(property)
  })

  it.each([0, -1, 0.5, 7 * 86_400 + 1])('does not live for %d seconds', async (expiresInSeconds) => {
    await expect(openS3Blobs(options).presignGet('a', { ...link, expiresInSeconds })).rejects.toThrow(
      RangeError,
    )
  })
})
