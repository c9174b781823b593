import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkView } from './checks/view.ts'
import { openRawLog, type RawLog } from './raw-log.ts'
import { startRebuild } from './rebuilding.ts'
import { viewIsMissing } from './servers.ts'
import { strangeLog } from './strange-facts.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const SEEDS = [1, 2, 3]

describe.skipIf(viewIsMissing)(
  'a log with facts said twice, in any order, deleted, erased, and unreadable',
  () => {
    let world: FaultWorld
    let raw: RawLog
    beforeAll(async () => {
      world = await openFaultWorld({ ingests: 0, processors: 0, status: true })
      raw = await openRawLog(world)
    })
    afterAll(async () => {
      await raw?.close()
      await world?.close()
    })

    const answerTo = async (episode: string) =>
      (await fetch(`${world.status.url}/v1/episodes/${episode}`)).status

    it.each(SEEDS)(
      'is folded by all that can be read of it, and nothing else stops the view (seed %i)',
      async (seed) => {
        const { episodes, messages } = strangeLog(12, seed)
        for (const { subject, bytes } of messages) await raw.append(subject, bytes)
        expect(await checkView(world)).toEqual([])
        const gone = episodes.map((_, n) => n % 3 === 0)
        expect(await Promise.all(episodes.map(answerTo))).toEqual(gone.map((isGone) => (isGone ? 410 : 200)))
        expect((await fetch(`${world.status.url}/readyz`)).status).toBe(200)
      },
    )

    it('is folded the same from the start, and by a process that begins in the middle', async () => {
      const { messages } = strangeLog(12, 4)
      const half = Math.floor(messages.length / 2)
      for (const { subject, bytes } of messages.slice(0, half)) await raw.append(subject, bytes)
      await world.status.kill()
      for (const { subject, bytes } of messages.slice(half)) await raw.append(subject, bytes)
      await world.status.start()
      expect(await checkView(world)).toEqual([])
      const { code, report } = await (await startRebuild(world)).ended
      expect([code, report?.compared?.differences]).toEqual([0, 0])
    })
  },
)
