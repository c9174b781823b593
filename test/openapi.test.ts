import { createConfig, lintFromString, stringifyYaml } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { ROOT } from './architecture/files.ts'
import { apiDocument } from './openapi/document.ts'

const FILE = `${ROOT}services/status/src/api-docs/openapi.json`

describe('the API document', () => {
  it('is as the routes of all services have it (`npm run docs` makes it)', async () => {
    const text = `${JSON.stringify(await apiDocument(), null, 2)}\n`
    await expect(text).toMatchFileSnapshot(FILE)
  })

  it('passes the linter without an error or a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const source = stringifyYaml(await apiDocument())
    const found = await lintFromString({ source, absoluteRef: FILE, config })
    expect(
      found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
    ).toEqual([])
  })
})
