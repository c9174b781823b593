import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serversAreMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

describe.skipIf(serversAreMissing)('what nobody names', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processor: false })
  })
  afterAll(() => world?.close())

  it.each(['came before the first pass ever', 'came between two'])('is swept when it %s', async () => {
    const bytes = (async function* () {
      yield Buffer.from('a recording that nobody announced')
    })()
    await world.blobs.put(`source/${randomUUID()}/${randomUUID()}`, bytes)
    expect(await world.behind.list('source/')).toHaveLength(1)
    await sweepEverythingOld(world)
    expect(await world.behind.list('source/')).toEqual([])
  })
})
