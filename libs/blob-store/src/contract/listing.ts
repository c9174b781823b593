import { beforeAll, describe, expect, it } from 'vitest'
import type { BlobHead } from '../index.ts'
import { freshKey, textContent } from './content.ts'
import type { Opened } from './index.ts'

export function listing(store: () => Opened): void {
  describe('listing', () => {
    const folder = freshKey()
    const names = ['a', 'ab/c', 'ab/d/e', 'ab/d.x', 'abc', 'b=1@2', '.hidden', '..x', '-']

    async function list(prefix: string): Promise<string[]> {
      const found: string[] = []
      for await (const { key } of store().blobs.list(folder + prefix))
        found.push(key.slice(folder.length + 1))
      return found.sort()
    }

    beforeAll(async () => {
      for (const name of names) await store().blobs.put(`${folder}/${name}`, textContent(name))
    })

    it.each([
      ['a folder', '/', names],
      ['the beginning of a name', '/a', ['a', 'ab/c', 'ab/d/e', 'ab/d.x', 'abc']],
      ['a folder inside', '/ab/', ['ab/c', 'ab/d/e', 'ab/d.x']],
      ['the beginning of a name inside', '/ab/d', ['ab/d/e', 'ab/d.x']],
      ['a whole key', '/ab/c', ['ab/c']],
      ['dots', '/.h', ['.hidden']],
      ['what is not there', '/z', []],
      ['what cannot be there', '/a/', []],
    ])('gives every key that begins with %s', async (_, prefix, expected) => {
      expect(await list(prefix)).toEqual([...expected].sort())
    })

    it('gives what a head gives', async () => {
      const { blobs } = store()
      const heads: BlobHead[] = []
      for await (const head of blobs.list(`${folder}/ab/c`)) heads.push(head)
      expect(heads.map(({ key, bytes }) => ({ key, bytes }))).toEqual([{ key: `${folder}/ab/c`, bytes: 4 }])
      expect(heads[0]?.modifiedAt).toBeInstanceOf(Date)
    })

    it('includes everything for the empty prefix', async () => {
      const found = new Set<string>()
      for await (const { key } of store().blobs.list('')) found.add(key)
      for (const name of names) expect(found).toContain(`${folder}/${name}`)
    })

    it('lets blobs be deleted while it goes on', async () => {
      const { blobs } = store()
      const room = freshKey()
      for (let index = 0; index < 30; index++) await blobs.put(`${room}/${index}/x`, textContent('x'))
      for await (const { key } of blobs.list(`${room}/`)) await blobs.delete(key)
      for await (const { key } of blobs.list(`${room}/`)) expect.unreachable(key)
    })
  })
}
