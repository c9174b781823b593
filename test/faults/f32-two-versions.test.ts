import { PROJECTION_VERSION } from '@soundmill/status/store/mongo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkView } from './checks/view.ts'
import { viewIsMissing } from './servers.ts'
import { aLife, caughtUp, collectionsOf, listAll, sayAll } from './viewing.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const NEXT = PROJECTION_VERSION + 1

describe.skipIf(viewIsMissing)('two releases of status over one database', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0, status: true })
    for (let n = 0; n < 10; n++) await sayAll(world, aLife())
  })
  afterAll(() => world?.close())

  const nextRelease = () =>
    world.another('test/faults/fixture/status-of-version.ts', {
      MONGO_URL: world.viewLines.straightUrl,
      VIEW_VERSION: String(NEXT),
    })
  const setsOf = async (version: number) =>
    (await collectionsOf(world)).filter((name) => name.includes(`_v${version}_`))

  it('each build and serve their own view, through a rolling update and back', async () => {
    await caughtUp(world.status.url)
    const own = await setsOf(PROJECTION_VERSION)
    expect(own).toHaveLength(2)

    const next = await nextRelease()
    await next.start()
    await sayAll(world, aLife())
    await Promise.all([caughtUp(world.status.url), caughtUp(next.url)])
    expect(await listAll(next.url)).toEqual(await listAll(world.status.url))
    expect([await setsOf(PROJECTION_VERSION), (await setsOf(NEXT)).length]).toEqual([own, 2])

    // Forward: only the new release is left.
    await world.status.terminate()
    await sayAll(world, aLife())
    await caughtUp(next.url)
    expect(await setsOf(PROJECTION_VERSION)).toEqual(own)

    // And back: the old one goes on where it was, in its own.
    const others = await setsOf(NEXT)
    await world.status.start()
    await next.terminate()
    await sayAll(world, aLife())
    expect(await checkView(world)).toEqual([])
    expect([await setsOf(PROJECTION_VERSION), await setsOf(NEXT)]).toEqual([own, others])
  })
})
