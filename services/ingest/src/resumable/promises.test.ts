import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const HERE = new URL('./', import.meta.url)
const DOCUMENT = new URL('../../../../docs/tus.md', import.meta.url)

/** The rows of the second column of the last table. */
async function titlesInDocument(): Promise<string[]> {
  const [, table = ''] = (await readFile(DOCUMENT, 'utf8')).split('| the server MUST | test |')
  return table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '')
}

async function tests(): Promise<string> {
  const names = (await readdir(HERE)).filter((name) => name.endsWith('.test.ts'))
  return (await Promise.all(names.map((name) => readFile(new URL(name, HERE), 'utf8')))).join('\n')
}

describe('what the protocol demands', () => {
  it('has a test each, of the name that docs/tus.md says', async () => {
    const [titles, text] = [await titlesInDocument(), await tests()]
    expect(titles.length).toBeGreaterThan(25)
    expect(titles.filter((title) => !text.includes(`'${title}'`))).toEqual([])
  })
})
