import type { EventLog } from '@soundmill/event-log'
import { newId } from '@soundmill/events'
import { newScene } from '@soundmill/events/examples'
import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from '../testing/ask.ts'
import { openSweepWorld, submittedOf, succeededAs } from '../testing/sweep-world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

async function setup() {
  const world = await openSweepWorld(nats.url)
  await world.beThereForLong()
  return world
}

describe('sweepers at work', () => {
  it('beside uploads, reconcilers and one another take away what is over and nothing else', async () => {
    const world = await setup()
    for (let nth = 0; nth < 10; nth++) await world.sourceOf(newScene())
    const waiting = await Promise.all(Array.from({ length: 5 }, () => world.leaveEntry()))
    for (const { blob } of waiting) await world.makeOld(blob, 30 * 3_600_000)
    const recording = tone({ seconds: 1 })
    const uploads = Array.from({ length: 10 }, () => postRaw(world.origin, recording))
    const others = [world.pass(), world.openReconciler().pass(), world.openSweeper().sweep(), world.sweep()]
    const answers = await Promise.all(uploads)
    await Promise.all(others)
    await world.sweep()
    for (const answer of answers) expect(answer).toMatchObject({ status: 201 })
    const submitted = await world.submitted()
    expect(submitted).toHaveLength(15)
    expect(await world.sources()).toEqual(
      submitted.flatMap(({ data }) => data.sources.map(({ blob }) => blob)).sort(),
    )
  })

  it('stop soon when they are told to', async () => {
    const world = await setup()
    const left = await world.sourceOf(newScene())
    const stopped = AbortSignal.abort()
    await world.sweep(stopped)
    expect(await world.left()).toEqual([left])
    expect(await world.metricsText()).toContain('ingest_sweep_last_success_timestamp_seconds 0')
  })
})

describe('a quiet store', () => {
  /** Counts what is asked of the log that it hands on to. */
  function counted(events: EventLog) {
    let questions = 0
    const log: EventLog = {
      ...events,
      first: (...asked) => {
        questions += 1
        return events.first(...asked)
      },
      last: (...asked) => {
        questions += 1
        return events.last(...asked)
      },
    }
    const since = () => {
      const were = questions
      questions = 0
      return were
    }
    return { log, since }
  }

  it('costs a handful of questions, however much is in it, also after a restart', async () => {
    const world = await setup()
    for (let nth = 0; nth < 20; nth++) {
      const [scene, runId] = [newScene(), newId()]
      const source = await world.sourceOf(scene)
      for (const name of ['a', 'b', 'c']) await world.artifactOf(scene, runId, name)
      await world.events.sayOnce(submittedOf(scene, [source]))
      await world.finish(scene, succeededAs(runId))
    }
    const everything = await world.left()
    const { log, since } = counted(world.events)
    const { sweep } = world.openSweeper({ log })
    await sweep()
    // One for each source and one for each run.
    expect(since()).toBeLessThan(50)
    await sweep()
    expect(since()).toBeLessThan(8)
    await world.openSweeper({ log }).sweep()
    expect(since()).toBeLessThan(8)
    expect(await world.left()).toEqual(everything)
  })

  it('of open jobs costs a question for each artifact, and no longer when they are done', async () => {
    const world = await setup()
    const [scene, runId] = [newScene(), newId()]
    for (const name of ['a', 'b', 'c']) await world.artifactOf(scene, runId, name)
    const { log, since } = counted(world.events)
    const { sweep } = world.openSweeper({ log })
    await sweep()
    await sweep()
    await world.finish(scene, succeededAs(runId))
    await sweep()
    since()
    await sweep()
    expect(since()).toBeLessThan(8)
    expect(await world.left()).toHaveLength(3)
  })
})
