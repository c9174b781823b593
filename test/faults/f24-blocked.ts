import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { isPart } from './lines.ts'
import { longRecording, recording, small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/**
 * The event loop of every service stands still for so long, in the middle of what it does: the whole process is stopped
 * (SIGSTOP), which is the same to everybody who waits for it, and to its own timers.
 */
export function blocked(ms: number): void {
  describe.skipIf(viewIsMissing)(`F24: nothing turns for ${ms} ms`, () => {
    let world: FaultWorld
    beforeAll(async () => {
      world = await openFaultWorld({ status: true })
    })
    afterAll(() => world?.close())

    it(
      'in ingest, processor and status, each at work: all go on, and nothing is lost or done twice',
      async () => {
        const submitted = (what = small()) => submitUntilAccepted(world, { recording: what, key: newKey() })
        const accepted: Accepted[] = [await submitted(longRecording())]
        const tool = await holdTool(world)
        const part = world.lines.s3.fault(isPart, { kind: 'hold' }, { times: 1 })
        const uploading = submitted(recording())
        await part.caught
        const all = [world.ingest, world.processor, world.status]
        for (const each of all) each.signal('SIGSTOP')
        part.lift()
        signal(tool.pid, 'SIGCONT')
        await pass(ms)
        for (const each of all) each.signal('SIGCONT')
        accepted.push(await uploading, await submitted())
        for (const job of accepted) {
          expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
          expect(await seenOutcome(world, job)).toBe('succeeded')
        }
        const allowed = { workersDied: true, abandoned: accepted.map(({ episode }) => episode) }
        expect(await checkPromises(world, accepted, allowed)).toEqual([])
      },
      ms + 180_000,
    )
  })
}
