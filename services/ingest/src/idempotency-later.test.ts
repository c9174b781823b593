import { randomUUID } from 'node:crypto'
import { submittedId } from '@soundmill/events'
import { type NatsServer, startNatsServer, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postRaw } from './testing/ask.ts'
import { outlastDuplicateWindow, shortenDuplicateWindow } from './testing/duplicate-window.ts'
import { expectOneJob } from './testing/expect-one-job.ts'
import { openWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

const recording = tone({ seconds: 1 })
const other = tone({ seconds: 1, seed: 2 })
const headers = { 'idempotency-key': 'upload-1' }
const conflict = { status: 422, body: { code: 'idempotency_conflict' } }

describe('a key that was used long ago', () => {
  it('is known after everything was started again, to every replica', async () => {
    const own = await startNatsServer()
    const world = await openWorld({ natsUrl: own.url })
    const first = await postRaw(world.origin, recording, { headers })
    await world.service.stop?.(0)
    await own.kill()
    await own.restart()
    const later = await world.openIngest()
    const answer = await until(
      async () => {
        const again = await postRaw(later.origin, recording, { headers })
        return again.status === 201 ? again : undefined
      },
      { what: 'the log to be reached again' },
    )
    expect(answer.body).toEqual(first.body)
    expect(await postRaw(later.origin, other, { headers })).toMatchObject(conflict)
    await until(() => world.events.state(), { what: 'our own line to the log' })
    await expectOneJob(world, first.body.job)
  })

  it('is known when the server has long forgotten the ids of its messages', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    await shortenDuplicateWindow(nats.url, world)
    const first = await postRaw(world.origin, recording, { headers })
    await outlastDuplicateWindow(nats.url, world)
    expect(await postRaw(world.origin, recording, { headers })).toMatchObject({
      status: 201,
      body: first.body,
    })
    expect(await postRaw(world.origin, other, { headers })).toMatchObject(conflict)
    const event = await expectOneJob(world, first.body.job)
    const { outcome, recorded } = await world.events.sayOnce(event)
    expect({ outcome, position: recorded.position }).toEqual({
      outcome: 'said',
      position: first.body.position,
    })
    await expectOneJob(world, first.body.job)
  })

  it('is used in every lane: the lowest `submitted` of the job stands', async () => {
    const world = await openWorld({ natsUrl: nats.url })
    const first = await postRaw(world.origin, recording, { headers })
    const event = await expectOneJob(world, first.body.job)
    const elsewhere = await openWorld({ natsUrl: nats.url })
    const id = submittedId(event.job, randomUUID())
    await elsewhere.events.append({ ...event, id, data: { ...event.data, lane: 'urgent' } })
    const { status, body } = await postRaw(elsewhere.origin, recording, { headers })
    expect({ status, job: body.job }).toEqual({ status: 201, job: event.job })
    expect(await postRaw(elsewhere.origin, other, { headers })).toMatchObject(conflict)
    expect(await elsewhere.submitted()).toHaveLength(1)
    expect(await elsewhere.sources()).toEqual([])
  })
})
