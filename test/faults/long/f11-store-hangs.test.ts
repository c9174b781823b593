import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from '../checker.ts'
import { newKey, submit, submitUntilAccepted } from '../client.ts'
import { isComplete, isOutboxPut, isPart } from '../lines.ts'
import { recording } from '../recording.ts'
import { serversAreMissing } from '../servers.ts'
import { type FaultWorld, openFaultWorld } from '../world.ts'

/** A store is given up after three stalls of half a minute; whether the entry stands is asked once more as long. */
const MOST_MS = 4 * 60_000

describe.skipIf(serversAreMissing)('F11: the store hangs, and its line stands', () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld()
  })
  afterAll(() => world?.close())

  it.each([
    ['from the beginning', () => true],
    ['when a part comes', isPart],
    ['when the parts are to become one', isComplete],
    ['when the outbox entry comes', isOutboxPut],
  ])(
    '%s: a clear 503 in bounded time, and one outcome in the end',
    async (_, isOne) => {
      const submission = { recording: recording(), key: newKey() }
      const fault = world.lines.s3.fault(isOne, { kind: 'hold' })
      const began = Date.now()
      const first = await submit(world, submission)
      expect(first).toMatchObject({ status: 503, body: { code: 'store_unavailable' } })
      expect(Number(first.retryAfter)).toBeGreaterThan(0)
      expect(Date.now() - began).toBeLessThan(MOST_MS)
      fault.lift()
      const accepted = await submitUntilAccepted(world, submission)
      expect(await checkPromises(world, [accepted], { abandoned: [accepted.episode] })).toEqual([])
    },
    2 * MOST_MS,
  )
})
