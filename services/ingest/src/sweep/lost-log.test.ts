import { randomUUID } from 'node:crypto'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startNatsServer } from '@soundmill/event-log/nats-server'
import { ensureTopology } from '@soundmill/event-log/topology'
import { newScene } from '@soundmill/events/examples'
import { silentLog } from '@soundmill/runtime'
import { scratch, until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSweepWorld, submittedOf, succeededAs } from '../testing/sweep-world.ts'

/** A log on a disk that can be put back to how it was, or be empty. */
async function setup() {
  const { dir } = await scratch()
  const [home, copy] = [join(dir, 'nats'), join(dir, 'copy')]
  const port = await freePort()
  const start = () => startNatsServer({ dir: home, log: silentLog(), port })
  let server = await start()
  onTestFinished(() => server.close())
  const world = await openSweepWorld(server.url)
  const { events, namespace } = world

  async function withoutServer(act: () => Promise<void>) {
    await server.close()
    await act()
    server = await start()
  }
  const answers = () => until(() => events.state(), { what: 'the log to be back' })

  return {
    ...world,
    /** What is said from now on will be forgotten by `loseEnd`. */
    remember: async () => {
      await withoutServer(() =>
        cp(home, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') }),
      )
      await answers()
    },
    async loseEnd() {
      await withoutServer(async () => {
        await rm(home, { recursive: true })
        await cp(copy, home, { recursive: true })
      })
      await answers()
    },
    async loseAll() {
      await withoutServer(() => rm(home, { recursive: true }))
      await ensureTopology({ url: server.url, namespace })
      await answers()
    },
  }
}

/** An episode that was taken in long ago: its entry is gone, and only the log knows of it. */
async function takenLongAgo({ sourceOf, events }: Awaited<ReturnType<typeof setup>>) {
  const scene = newScene()
  const source = await sourceOf(scene)
  await events.sayOnce(submittedOf(scene, [source]))
  return source
}

describe('a recording that only the log knew of stays', () => {
  it('when the log was made anew', async () => {
    const world = await setup()
    await world.beThereForLong()
    const source = await takenLongAgo(world)
    await world.sweep()
    await world.loseAll()
    for (let nth = 0; nth < 2; nth++) {
      await world.sweep()
      await world.openSweeper().sweep()
    }
    expect(await world.left()).toEqual([source])
  })

  it('when the log lost its end, even when it has grown since', async () => {
    const world = await setup()
    await world.beThereForLong()
    await takenLongAgo(world)
    await world.remember()
    const source = await takenLongAgo(world)
    await world.sweep()
    await world.loseEnd()
    await takenLongAgo(world)
    await takenLongAgo(world)
    await world.sweep()
    await world.openSweeper().sweep()
    expect(await world.left()).toContain(source)
  })

  it('when a sweeper comes to a store for the first time', async () => {
    const world = await setup()
    const source = await world.sourceOf(newScene())
    await world.sweep()
    await world.openSweeper().sweep()
    expect(await world.left()).toEqual([source])
  })
})

describe('what was published stays', () => {
  it('when its job is done again in a log that was made anew: a backup may bring the first outcome back', async () => {
    const world = await setup()
    await world.beThereForLong()
    const [scene, runId, again] = [newScene(), randomUUID(), randomUUID()]
    const published = await world.artifactOf(scene, runId)
    await world.finish(scene, succeededAs(runId))
    await world.remember()
    await world.sweep()
    await world.loseAll()
    const republished = await world.artifactOf(scene, again)
    await world.finish(scene, succeededAs(again))
    await world.sweep()
    await world.openSweeper().sweep()
    expect(await world.left()).toEqual([published, republished].sort())
    await world.loseEnd()
    await world.sweep()
    expect(await world.left()).toContain(published)
  })
})

describe('after the log lost its end', () => {
  it('what is left over from then on goes as before', async () => {
    const world = await setup()
    await world.beThereForLong()
    await world.remember()
    const forgotten = await takenLongAgo(world)
    await world.sweep()
    await world.loseEnd()
    const { sweep } = world.openSweeper({ ages: { sourceMs: 0, putMs: 0 } })
    await sweep()
    await world.sourceOf(newScene(), 0)
    // A file's own clock may be some milliseconds behind ours, by which the source is dated.
    const goes = async () => {
      await sweep()
      return (await world.left()).length === 1
    }
    await until(goes, { what: 'the source to go' })
    expect(await world.left()).toEqual([forgotten])
  })

  it('a deletion that is not in it any more takes nothing away', async () => {
    const world = await setup()
    await world.beThereForLong()
    const scene = newScene()
    const source = await world.sourceOf(scene)
    await world.events.sayOnce(submittedOf(scene, [source]))
    await world.remember()
    await world.remove(scene)
    await world.openSweeper().sweep()
    expect(await world.left()).toEqual([])
    await world.sweep()
    await world.loseEnd()
    const again = await world.sourceOf(scene)
    await world.sweep()
    expect(await world.left()).toEqual([again])
  })

  it('the outbox mends it, and what it names is there', async () => {
    const world = await setup()
    await world.beThereForLong()
    await world.remember()
    const { submitted, blob, key } = await world.leaveEntry()
    await world.events.sayOnce(submitted)
    await world.loseEnd()
    await world.makeOld(blob, 30 * 3_600_000)
    await world.sweep()
    await until(() => world.pass().then(async () => (await world.submitted()).length === 1), { what: 'it' })
    await world.sweep()
    expect(await world.left()).toEqual([key, blob].sort())
    expect(await world.submitted()).toEqual([submitted])
  })
})
