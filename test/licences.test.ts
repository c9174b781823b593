import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

/** Licences that ask for no more than their text to be passed on. What else comes must be read by a person first. */
const PERMISSIVE = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0'],
  ...['ISC', 'MIT', 'MIT-0', 'Python-2.0', 'Unlicense', 'Zlib'],
])

/** Read by a person: they may be passed on with the image, too. */
const READ = [
  // libvips, a shared library as its authors distribute it, which anybody can replace by another.
  { path: /^node_modules\/@img\/sharp-/, licence: /LGPL-3\.0-or-later/ },
  // 0.2.10 is MIT by its LICENSE file; its package.json is older than the field.
  { path: /^node_modules\/async$/, licence: /^none$/ },
]

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
})

/** An expression as SPDX writes it: of `OR` one is enough, of `AND` all are needed. */
const isPermissive = (licence: string): boolean =>
  licence
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.has(one)))

const isRead = (at: string, license: string): boolean =>
  READ.some(({ path, licence }) => path.test(at) && licence.test(license))

describe('what is passed on with the image', async () => {
  const lock = Lock.parse(
    JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8')),
  )
  const packages = Object.entries(lock.packages).filter(
    ([path, { dev }]) => path.startsWith('node_modules/') && !path.includes('@soundmill/') && !dev,
  )

  it('is known by its lockfile', () => {
    expect(packages.length).toBeGreaterThan(50)
  })

  it('has a licence that lets everybody pass it on', () => {
    const others = packages.flatMap(([path, { license = 'none' }]) =>
      isPermissive(license) || isRead(path, license) ? [] : [`${path}: ${license}`],
    )
    expect(others).toEqual([])
  })
})
