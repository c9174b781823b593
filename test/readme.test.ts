import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT } from './architecture/files.ts'
import { configurationTable } from './readme/configuration.ts'

const BEGIN = '<!-- configuration: made by `npm run docs` -->'
const END = '<!-- /configuration -->'

describe('the README', () => {
  it('has the configuration as the schemas have it', async () => {
    const text = readFileSync(`${ROOT}README.md`, 'utf8')
    const [before, rest = ''] = text.split(BEGIN)
    const after = rest.split(END)[1]
    await expect(`${before}${BEGIN}\n${configurationTable()}\n${END}${after}`).toMatchFileSnapshot(
      `${ROOT}README.md`,
    )
  })

  it('names only scripts that there are', () => {
    const scripts = Object.keys(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).scripts)
    const named = [...readFileSync(`${ROOT}README.md`, 'utf8').matchAll(/npm run ([a-z:-]+)/g)].map(
      ([, name]) => name,
    )
    expect(named.filter((name) => !scripts.includes(String(name)))).toEqual([])
  })
})
