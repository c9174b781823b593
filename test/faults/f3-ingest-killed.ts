import { httpFaultProxy } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import { type Accepted, newKey, submit, submitUntilAccepted } from './client.ts'
import { KILL_POINTS, type KillPoint, type Track } from './kill-points.ts'
import { recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { sweepEverythingOld } from './sweep.ts'
import { openFaultWorld } from './world.ts'

/** Far beyond what a kill, a start and two uploads take on a busy machine. */
const MOST_MS_PER_KILL = 20_000

/** Kills ingest (-9) so many times at each of the five points of a submit, and holds all promises against the end. */
export function ingestKilled(timesEach: number): void {
  describe.skipIf(serversAreMissing).each(KILL_POINTS)('F3: ingest is killed $name', (point) => {
    let track: Track
    const accepted: Accepted[] = []
    beforeAll(async () => {
      const world = await openFaultWorld()
      track = { world, front: await httpFaultProxy(world.ingest.url) }
    })
    afterAll(async () => {
      await track?.front.close()
      await track?.world.close()
    })

    it(
      `${timesEach} times: the client repeats its request, and each recording has one outcome`,
      async () => {
        for (let kill = 0; kill < timesEach; kill++) accepted.push(await killAndRepeat(track, point, kill))
        const { world } = track
        const abandoned = point.leaves ? accepted.map(({ episode }) => episode) : []
        expect(await checkPromises(world, accepted, { abandoned })).toEqual([])
      },
      timesEach * MOST_MS_PER_KILL,
    )

    it('and the sweeper takes what the killed left, and nothing else', async () => {
      const { world } = track
      const { behind } = world
      const left = (leaves: KillPoint['leaves']) => (point.leaves === leaves ? timesEach : 0)
      expect(await behind.list('source/')).toHaveLength(timesEach + left('source'))
      expect(await behind.incompleteUploads()).toHaveLength(left('upload'))
      await sweepEverythingOld(world)
      expect(await checkPromises(world, accepted)).toEqual([])
      expect(await behind.list('source/')).toHaveLength(timesEach)
    })
  })
}

async function killAndRepeat({ world, front }: Track, { ways }: KillPoint, kill: number): Promise<Accepted> {
  const submission = { recording: recording(), key: newKey() }
  const stop = ways[kill % ways.length]?.({ world, front })
  const first = submit(world, { ...submission, origin: front.url }).then(
    (answer) => `answered ${answer.status}`,
    (error: unknown) => `no answer: ${String(error)}`,
  )
  // Should it be answered before it was stopped, the test would otherwise wait for ever.
  await Promise.race([stop?.reached, first])
  await world.ingest.kill()
  await stop?.clear()
  expect(await first).toMatch(/^no answer: TypeError: fetch failed/)
  await world.ingest.start()
  return submitUntilAccepted(world, submission)
}
