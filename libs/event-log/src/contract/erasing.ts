import { exampleEvents, exampleOf, newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { eraseEpisode } from '../erase/index.ts'
import { type ContractServer, everything, idsOf, setUp } from './bench.ts'

/** What an operator may rely on who takes an episode out of the log. */
export function erasingContract(server: () => ContractServer) {
  describe('erasing an episode', () => {
    it('takes every event of its jobs, readable or not, and leaves what is said of it as a whole', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const [first, other] = [newScene(), newScene()]
      const second = { ...first, job: newScene().job }
      const { url } = bench.server
      await log.append(exampleOf('submitted', second))
      for (const event of [...exampleEvents(first), ...exampleEvents(other)]) await log.append(event)
      await bench.outsider.jetstream().publish(bench.subjects.pattern('started', second), 'not JSON')
      expect(await eraseEpisode({ url, namespace: bench.namespace }, first)).toBe(8)
      const left = await everything(log)
      expect(left.filter(({ event }) => event.episode === first.episode)).toMatchObject([
        { event: { fact: 'deleted' } },
        { event: { fact: 'erased' } },
      ])
      expect(left).toHaveLength(2 + exampleEvents().length)
      expect(await eraseEpisode({ url, namespace: bench.namespace }, first)).toBe(0)
      expect(idsOf(await everything(log))).toEqual(idsOf(left))
    })

    it('refuses what would mean more than one episode', async () => {
      const bench = await setUp(server())
      const { url } = bench.server
      const wide = [
        { show: '*', episode: newScene().episode },
        { show: 'my-show', episode: '*' },
      ]
      for (const where of wide)
        await expect(eraseEpisode({ url, namespace: bench.namespace }, where)).rejects.toThrow()
    })
  })
}
