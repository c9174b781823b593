import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverSentEvents } from '../journey/sse.ts'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from './client.ts'
import { longRecording, small } from './recording.ts'
import { seenOutcome } from './seen.ts'
import { viewIsMissing } from './servers.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** Status is stopped (SIGSTOP) for so long, and for as long as three jobs take, while the rest goes on. */
export function projectorPaused(ms: number): void {
  describe.skipIf(viewIsMissing)(`F28: the projector is paused for ${ms} ms`, () => {
    let world: FaultWorld
    beforeAll(async () => {
      world = await openFaultWorld({ status: true })
    })
    afterAll(() => world?.close())

    const submitted = (what = small()) => submitUntilAccepted(world, { recording: what, key: newKey() })

    it(
      'it catches up, its view is the same, and who was listening hears everything, once',
      async () => {
        const heard = await submitted(longRecording())
        const tool = await holdTool(world)
        await fetch(`${world.status.url}/v1/episodes/${heard.episode}?wait=finished&timeoutSeconds=1`)
        const facts = listen(world, heard)
        const until = Date.now() + ms
        world.status.signal('SIGSTOP')
        signal(tool.pid, 'SIGCONT')
        const accepted = [heard]
        await outcomeOf(world, heard)
        do {
          accepted.push(await submitted())
          await Promise.all(accepted.slice(-1).map((job) => outcomeOf(world, job)))
        } while (Date.now() < until || accepted.length < 4)
        world.status.signal('SIGCONT')
        for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
        const told = (await world.behind.history()).filter(({ event }) => event.episode === heard.episode)
        expect(await facts).toEqual(told.map(({ position }) => position))
        expect(await checkPromises(world, accepted)).toEqual([])
      },
      3 * ms + 180_000,
    )
  })
}

/**
 * The positions of all facts of an episode, as somebody hears them who stays until the end. Like every browser he
 * comes back, with the last one he heard, when his line was silent for too long (five minutes for `fetch`).
 */
async function listen({ status }: FaultWorld, { episode }: Accepted): Promise<string[]> {
  const heard: string[] = []
  const hear = async () => {
    const last = heard.at(-1)
    const response = await fetch(`${status.url}/v1/episodes/${episode}/events?until=finished`, {
      headers: last === undefined ? {} : { 'last-event-id': last },
    })
    for await (const { id } of serverSentEvents(response)) if (id !== undefined) heard.push(id)
    return true
  }
  const hung = (error: unknown) => {
    if (error instanceof TypeError) return false
    throw error
  }
  while (!(await hear().catch(hung)));
  return heard
}
