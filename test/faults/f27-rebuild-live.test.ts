import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkView } from './checks/view.ts'
import { startRebuild } from './rebuilding.ts'
import { viewIsMissing } from './servers.ts'
import { aLife, collectionsOf, listAll, sayAll } from './viewing.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const EPISODES = 60

describe.skipIf(viewIsMissing)('the view, rebuilt while it is read and written', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0, status: true })
    for (let n = 0; n < EPISODES; n++) await sayAll(world, aLife())
  })
  afterAll(() => world?.close())

  /** Says facts and reads lists until it is told to stop; then tells how many lists it has read. */
  function traffic() {
    let isOver = false
    const writing = (async () => {
      while (!isOver) await sayAll(world, aLife('another-show'))
    })()
    const reading = (async () => {
      let [lists, most] = [0, 0]
      while (!isOver) {
        const { size } = await listAll(world.status.url)
        expect(size).toBeGreaterThanOrEqual(most)
        ;[lists, most] = [lists + 1, size]
      }
      return lists
    })()
    return async () => {
      isOver = true
      await writing
      return reading
    }
  }

  it('answers 200 from a whole view all the time, whoever is killed, and is the fold of the log in the end', async () => {
    const stop = traffic()
    const [first] = await collectionsOf(world)
    const killed = await startRebuild(world)
    await killed.begun
    await killed.kill()
    expect(await collectionsOf(world)).toContain(first)

    const { code, report } = await (await startRebuild(world)).ended
    expect(code).toBe(0)
    expect(report).toMatchObject({ swapped: true, compared: { differences: 0, unsettled: 0 } })
    expect(await stop()).toBeGreaterThan(0)
    expect(await checkView(world)).toEqual([])
    const left = await collectionsOf(world)
    expect(left).toContain(`episodes_${report?.built}`)
    expect(left).not.toContain(first)
  })

  it('goes on in the new set when its process starts again', async () => {
    await world.status.kill()
    await world.status.start()
    await sayAll(world, aLife())
    expect(await checkView(world)).toEqual([])
  })

  it('is only compared where that was asked for', async () => {
    const before = await collectionsOf(world)
    const { code, report } = await (await startRebuild(world, '--check')).ended
    expect(code).toBe(0)
    expect(report).toMatchObject({ swapped: false, compared: { differences: 0 } })
    expect(await collectionsOf(world)).toEqual(before)
  })
})
