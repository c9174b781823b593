import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { scratch } from '@soundmill/test-support'
import { afterAll, describe, expect, it } from 'vitest'
import { textContent } from '../contract/content.ts'
import { blobStoreContract } from '../contract/index.ts'
import { InvalidKeyError, StoreFullError, StoreUnavailableError } from '../index.ts'
import { guard } from './errors.ts'
import { openFsBlobs } from './index.ts'

const contractDir = await scratch()
afterAll(contractDir.remove)

const reopen = () => openFsBlobs({ dir: contractDir.dir })

blobStoreContract('fs', async () => ({
  blobs: await reopen(),
  leftovers: () => readdir(join(contractDir.dir, '+partial')),
  abandon: () => writeFile(join(contractDir.dir, '+partial', 'abandoned'), 'half'),
  reopen,
}))

describe('blobs in a directory', () => {
  it('are files at the path of their key, and folders go with the last of them', async () => {
    const { dir } = await scratch()
    const blobs = await openFsBlobs({ dir })
    await blobs.put('source/one/two', textContent('x'))
    await blobs.put('source/other', textContent('x'))
    expect(await readdir(dir, { recursive: true })).toEqual(
      expect.arrayContaining(['source/one/two', 'source/other']),
    )
    await blobs.delete('source/one/two')
    expect(await readdir(join(dir, 'source'))).toEqual(['other'])
    await blobs.delete('source/other')
    expect(await readdir(dir)).toEqual(['+partial'])
  })

  it('are there for the next process', async () => {
    const { dir } = await scratch()
    await (await openFsBlobs({ dir })).put('a/b', textContent('still here'))
    expect(await text(await (await openFsBlobs({ dir })).get('a/b'))).toBe('still here')
  })

  it('cannot be where a folder is, nor inside another', async () => {
    const { dir } = await scratch()
    const blobs = await openFsBlobs({ dir })
    await blobs.put('a/b', textContent('x'))
    await expect(blobs.put('a', textContent('x'))).rejects.toThrow(InvalidKeyError)
    await expect(blobs.put('a/b/c', textContent('x'))).rejects.toThrow(InvalidKeyError)
    expect(await readdir(join(dir, '+partial'))).toEqual([])
  })

  it('are not confused by what others left in the directory', async () => {
    const { dir } = await scratch()
    await mkdir(join(dir, 'lost+found'))
    await writeFile(join(dir, 'not a key'), 'x')
    const blobs = await openFsBlobs({ dir })
    for await (const { key } of blobs.list('')) expect.unreachable(key)
  })

  it('have no links', async () => {
    const { dir } = await scratch()
    const blobs = await openFsBlobs({ dir })
    const link = blobs.presignGet('a', { expiresInSeconds: 1, filename: 'a', mediaType: 'audio/mpeg' })
    expect(await link).toBeUndefined()
  })
})

describe('after a crash', () => {
  it('removes partial files that are older than a day, and no others', async () => {
    const { dir } = await scratch()
    await mkdir(join(dir, '+partial'))
    const [old, young] = ['old', 'young'].map((name) => join(dir, '+partial', name))
    for (const path of [old, young]) await writeFile(path ?? '', 'half')
    const before = new Date(Date.now() - 25 * 3600 * 1000)
    await utimes(old ?? '', before, before)
    await openFsBlobs({ dir })
    expect(await readdir(join(dir, '+partial'))).toEqual(['young'])
  })
})

describe('a directory that fails', () => {
  it('is unavailable when it cannot be made', async () => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'file'), '')
    await expect(openFsBlobs({ dir: join(dir, 'file', 'blobs') })).rejects.toThrow(StoreUnavailableError)
  })

  it.each(['ENOSPC', 'EDQUOT'])('is full when the system says %s', async (code) => {
    const error = Object.assign(new Error(code), { code, syscall: 'write' })
    await expect(guard(() => Promise.reject(error))).rejects.toThrow(StoreFullError)
  })
})
