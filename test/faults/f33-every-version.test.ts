import { readdirSync, readFileSync } from 'node:fs'
import { newId, randomId } from '@soundmill/events'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkView } from './checks/view.ts'
import { newKey, submit } from './client.ts'
import { openRawLog, type RawLog } from './raw-log.ts'
import { recording } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const GOLDEN = new URL('../../libs/events/src/golden/', import.meta.url)
const Golden = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  data: z.looseObject({ lane: z.string().optional(), state: z.string().optional() }),
})

/** The file as it is, but for whose it is. */
function goldenOf(file: string) {
  const original = readFileSync(new URL(file, GOLDEN), 'utf8')
  const { id, type, subject, data } = Golden.parse(JSON.parse(original))
  const [show = '', episode = '', job = ''] = subject.split('/')
  const own = { episode: newId(), job: newId() }
  const bytes = [
    [id, randomId()],
    [episode, own.episode],
    [job, own.job],
  ].reduce((text, [from, to]) => (from && to ? text.replaceAll(from, to) : text), original)
  const fact = type.split('.')[2] ?? ''
  const place = `episodes.${show}.${own.episode}.${job === '' ? 'all' : own.job}.${fact}`
  return {
    ...own,
    fact,
    bytes,
    lane: subject,
    data,
    place: fact === 'submitted' ? `${place}.${data.lane}` : place,
  }
}

describe.skipIf(viewIsMissing)('events of every version there ever was', () => {
  const files = readdirSync(GOLDEN).filter((file) => !file.startsWith('lane-'))
  const laneFiles = readdirSync(GOLDEN).filter((file) => file.startsWith('lane-'))
  const golden = files.map(goldenOf)
  let world: FaultWorld
  let raw: RawLog
  beforeAll(async () => {
    world = await openFaultWorld({ status: true })
    raw = await openRawLog(world)
  })
  afterAll(async () => {
    await raw?.close()
    await world?.close()
  })

  it('are taken into the view, each of them', async () => {
    for (const { place, bytes } of golden) await raw.append(place, bytes)
    expect(await checkView(world)).toEqual([])
    for (const { episode, fact } of golden) {
      const { status } = await fetch(`${world.status.url}/v1/episodes/${episode}`)
      expect([fact, status]).toEqual([fact, fact === 'deleted' || fact === 'erased' ? 410 : 200])
    }
  })

  it('are taken up by a worker where they are work', async () => {
    const submitted = golden.filter(({ fact }) => fact === 'submitted')
    for (const { job } of submitted) {
      await until(async () => (await world.behind.factsOf('started', { job })).length > 0, {
        what: 'a start',
      })
    }
  })

  it('that speak of a lane say how it stands', async () => {
    for (const file of laneFiles) {
      const { lane, bytes, data } = goldenOf(file)
      await raw.append(`lanes.${lane}.changed`, bytes)
      expect(await world.events.lanes.state('normal')).toMatchObject({ state: data.state })
    }
    await world.events.lanes.set('normal', 'open', 'a test')
  })

  it('stand in nobody’s way: what is submitted now is finished', async () => {
    const { accepted } = await submit(world, { recording: recording(64 * 1024), key: newKey() })
    expect(accepted).toBeDefined()
    const outcome = async () => (await world.behind.factsOf('finished', { job: accepted?.job ?? '' }))[0]
    const finished = await until(outcome, { what: 'an outcome', timeoutMs: 60_000 })
    expect(finished.data.outcome).toBe('succeeded')
    expect(await checkView(world)).toEqual([])
  })
})
