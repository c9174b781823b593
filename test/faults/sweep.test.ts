import { randomUUID } from 'node:crypto'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serversAreMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

async function* some(text: string) {
  yield Buffer.from(text)
}

describe.skipIf(serversAreMissing)('what nobody names', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0 })
  })
  afterAll(() => world?.close())

  /** When the store says that it was put. */
  async function put(key: string): Promise<number> {
    await world.blobs.put(key, some('bytes that nobody announced'))
    return (await world.blobs.head(key))?.modifiedAt.getTime() ?? 0
  }

  it.each(['came before the first pass ever', 'came between two'])('is swept when it %s', async () => {
    const stored = await put(`source/${randomUUID()}/${randomUUID()}`)
    const isLater = async () => (await put('clock')) > stored
    await until(isLater, { what: "the store's clock, which counts seconds, to go on" })
    expect(await world.behind.list('source/')).toHaveLength(1)
    await sweepEverythingOld(world)
    expect(await world.behind.list('source/')).toEqual([])
  })
})
