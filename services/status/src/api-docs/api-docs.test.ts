import { describe, expect, it } from 'vitest'
import { runStatus, surroundings } from '../testing/status.ts'
import { useNats } from '../testing/told.ts'

const nats = useNats()

describe('the documentation of the API', () => {
  it('is served as OpenAPI 3.1, and as a page that loads without any other host', async () => {
    const { url } = await runStatus(await surroundings(nats()))
    const document = await (await fetch(`${url}/openapi.json`)).json()
    expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/v1/episodes': { get: {}, post: {} } } })

    const page = await fetch(`${url}/docs/`)
    const html = await page.text()
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) {
      const part = await fetch(new URL(address, page.url))
      expect([address, part.status]).toEqual([address, 200])
      await part.arrayBuffer()
    }
    expect(addresses.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([])
  })
})
