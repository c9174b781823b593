import { type NatsServer, startNatsServer, tcpProxy, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createWorld } from './testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

/** A world whose worker reaches the log over a line that can be made bad. */
async function worldOverLine() {
  const world = await createWorld(nats.url)
  const line = await tcpProxy(nats.url)
  const events = world.openLog(line.url('nats'))
  onTestFinished(() => events.close())
  return { ...world, line, ownLog: events }
}

/** Calls back when the worker sends its outcome, before it reaches the server. */
const onOutcome = (bytes: Buffer, callback: () => void) => {
  if (bytes.includes('.finished') && bytes.includes('"outcome":"succeeded"')) callback()
}

describe('an outcome whose acknowledgement is lost', () => {
  it('keeps what it names, though the worker is told to stop before it knows', async () => {
    const { submit, work, finished, blobs, facts, line, ownLog } = await worldOverLine()
    const { job } = await submit(tone({ seconds: 2 }))
    const { processor } = await work({ events: ownLog })
    const stopped = new Promise<void>((resolve, reject) => {
      line.onSent((bytes) =>
        onOutcome(bytes, () => {
          line.pauseReplies('drop')
          processor.stop?.(0).then(resolve, reject)
        }),
      )
    })
    await stopped
    line.cut()

    const { data } = await finished(job)
    if (data.outcome !== 'succeeded') throw new Error(JSON.stringify(data))
    for (const { blob, bytes } of data.artifacts) expect((await blobs.head(blob))?.bytes).toBe(bytes)
    expect((await facts(job)).map(({ fact }) => fact)).not.toContain('attempt-failed')
  })

  it('is found to stand, and the job is done', async () => {
    const { submit, work, finished, blobs, line, ownLog, waitingJobs } = await worldOverLine()
    const { job } = await submit(tone({ seconds: 2 }))
    let lost = false
    line.onSent((bytes) =>
      onOutcome(bytes, () => {
        if (!lost) line.pauseReplies('drop')
        lost = true
      }),
    )
    await work({ events: ownLog })
    await until(() => lost, { what: 'the outcome to be sent' })
    const { data } = await finished(job)
    line.cut()
    line.resumeReplies()
    line.mend()
    await until(async () => (await waitingJobs()) === 0, { what: 'the job to be settled' })
    if (data.outcome !== 'succeeded') throw new Error(JSON.stringify(data))
    for (const { blob, bytes } of data.artifacts) expect((await blobs.head(blob))?.bytes).toBe(bytes)
  })
})

describe('a worker that is cut off', () => {
  it('knows that its lease has lapsed, says nothing of the attempt, and another finishes the job', async () => {
    const { submit, work, finished, facts, fact, line, ownLog } = await worldOverLine()
    const { job } = await submit(tone({ seconds: 400 }))
    await work({ events: ownLog, worker: 'cut off' })
    await fact(job, 'started')
    line.cut()
    await work({ worker: 'other' })
    await until(async () => (await facts(job)).filter((each) => each.fact === 'started').length === 2, {
      what: 'the other to take over',
      timeoutMs: 30_000,
    })
    line.mend()
    expect((await finished(job)).data).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    const told = await facts(job)
    expect(told.filter((each) => each.fact === 'attempt-failed')).toEqual([])
    expect(told.filter((each) => each.fact === 'finished')).toHaveLength(1)
  })
})
