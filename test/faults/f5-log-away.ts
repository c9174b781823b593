import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording, type Recording, small } from './recording.ts'
import { viewIsMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** The server of the log is not there: killed (-9), or stopped for so long at least. */
export function logAway(pauseMs: number): void {
  describe.skipIf(viewIsMissing)('F5: the server of the log', () => {
    let nats: NatsServer
    let world: FaultWorld
    const accepted: Accepted[] = []
    beforeAll(async () => {
      nats = await startNatsServer()
      world = await openFaultWorld({ status: true, servers: { natsUrl: nats.url } })
    })
    afterAll(async () => {
      await world?.close()
      await nats?.stop()
    })

    async function submitted(recording: Recording = small()): Promise<Accepted> {
      const job = await submitUntilAccepted(world, { recording, key: newKey() })
      accepted.push(job)
      return job
    }

    async function allSucceed() {
      for (const job of accepted) expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
      expect(await checkPromises(world, accepted, { workersDied: true })).toEqual([])
    }

    it('is down when everything starts: uploads are taken, and worked on when it is there', async () => {
      const others = [world.processor, world.status]
      await Promise.all([world.ingest, ...others].map((each) => each.terminate()))
      await nats.kill()
      const starting = Promise.all(others.map((each) => each.start()))
      await world.ingest.start()
      expect(await submitted()).toMatchObject({ announced: false })
      await nats.restart()
      await starting
      await allSucceed()
    })

    it('is killed in the middle of a job: nothing is lost, and nothing is said twice', async () => {
      await submitted(longRecording())
      const tool = await holdTool(world)
      await nats.kill()
      expect(await submitted()).toMatchObject({ announced: false })
      await nats.restart()
      signal(tool.pid, 'SIGCONT')
      await allSucceed()
    })

    it(
      `hangs for longer than a lease (${pauseMs} ms): nothing is lost, and nothing is said twice`,
      async () => {
        await submitted(longRecording())
        const tool = await holdTool(world)
        const until = Date.now() + pauseMs
        signal(nats.pid, 'SIGSTOP')
        signal(tool.pid, 'SIGCONT')
        // Each takes its time: ingest waits for the log before it answers without it.
        do expect(await submitted()).toMatchObject({ announced: false })
        while (Date.now() < until)
        signal(nats.pid, 'SIGCONT')
        await allSucceed()
      },
      5 * pauseMs + 180_000,
    )

    it('and a sweep later nothing is left', async () => {
      await sweepEverythingOld(world)
      expect(await checkPromises(world, accepted)).toEqual([])
    })
  })
}
