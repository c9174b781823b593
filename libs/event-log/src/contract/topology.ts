import { exampleOf } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { type ContractServer, everything, setUp } from './bench.ts'

/** What the topology step promises. */
export function topologyContract(server: () => ContractServer) {
  describe('the topology step', () => {
    it('makes what is missing, changes nothing the second time, and loses nothing', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const { event } = await log.append(exampleOf('started'))
      const again = await bench.topology()
      expect(again.every((line) => line.endsWith('is as it should be'))).toBe(true)
      expect((await everything(log)).map((recorded) => recorded.event)).toEqual([event])
    })

    it('brings back what has drifted, and says what it was', async () => {
      const bench = await setUp(server())
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.consumers.delete(bench.subjects.stream, 'work-normal')
      const done = await bench.topology({ maxBytes: 64 * 1024 ** 2 })
      expect(done).toEqual([
        `the stream ${bench.subjects.stream} had drifted: max_bytes ${32 * 1024 ** 2} → ${64 * 1024 ** 2}`,
        'made the consumer work-normal',
      ])
    })
  })
}
