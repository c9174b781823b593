import { type Finished, randomId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { tcpProxy, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { LogUnavailableError, type Saying } from '../index.ts'
import { type ContractServer, everything, idsOf, setUp } from './bench.ts'

/** What it means that something was said. */
export function sayingContract(server: () => ContractServer) {
  describe('saying', () => {
    it('keeps what was appended, once for each id, and tells where it stands', async () => {
      const log = (await setUp(server())).open()
      const event = exampleOf('rendered')
      const first = await log.append(event)
      expect(await log.append(event)).toEqual(first)
      expect(await everything(log)).toEqual([first])
    })

    it('says once: the first stands, whoever comes later is told so', async () => {
      const log = (await setUp(server())).open()
      const scene = newScene()
      const [mine, yours] = [exampleOf('finished', scene), canceled(exampleOf('finished', scene))]
      expect((await log.sayOnce(mine)).outcome).toBe('said')
      expect(await log.sayOnce(yours)).toMatchObject({ outcome: 'stands', recorded: { event: mine } })
      expect(await log.sayOnce(mine)).toMatchObject({ outcome: 'said', recorded: { event: mine } })
      expect(await everything(log)).toHaveLength(1)
    })

    it('says once among twenty that speak at the same time', async () => {
      const bench = await setUp(server())
      const scene = newScene()
      const sayings = await Promise.all(
        Array.from({ length: 20 }, () =>
          bench.open().sayOnce({ ...exampleOf('finished', scene), id: randomId() }),
        ),
      )
      expect(sayings.filter(isSaid)).toHaveLength(1)
      expect(new Set(sayings.map(({ recorded }) => recorded.event.id)).size).toBe(1)
    })

    it('tells said from stands when the acknowledgement was lost', async () => {
      const bench = await setUp(server())
      const proxy = await tcpProxy(bench.server.url)
      const log = bench.open(proxy.url('nats'))
      const scene = newScene()
      await log.state()

      proxy.pauseReplies('drop')
      const before = proxy.sentBytes()
      const saying = log.sayOnce(exampleOf('finished', scene))
      await until(() => proxy.sentBytes() > before + 500, { what: 'the append to be on its way' })
      const direct = bench.open()
      await until(async () => (await everything(direct)).length === 1, { what: 'the server to have it' })
      proxy.cut()
      proxy.resumeReplies()
      proxy.mend()

      expect((await saying).outcome).toBe('said')
      expect((await log.sayOnce(canceled(exampleOf('finished', scene)))).outcome).toBe('stands')
      expect(await everything(direct)).toHaveLength(1)
    })

    it('does not take the same id on another subject for its own', async () => {
      const log = (await setUp(server())).open()
      const finished = exampleOf('finished')
      await log.append({ ...exampleOf('rendered'), id: finished.id })
      const elsewhere = log.sayOnce(finished)
      await expect(elsewhere).rejects.toThrow(LogUnavailableError)
    })

    it('lets the lowest submitted of a job stand, whatever the lane', async () => {
      const log = (await setUp(server())).open()
      const scene = newScene()
      const first = exampleOf('submitted', scene)
      const second = exampleOf('submitted', scene)
      const urgent = { ...second, data: { ...second.data, lane: 'urgent' } }
      expect((await log.sayOnce(first)).outcome).toBe('said')
      expect(await log.sayOnce(urgent)).toMatchObject({
        outcome: 'stands',
        recorded: { event: { id: first.id } },
      })
      expect((await log.sayOnce(first)).outcome).toBe('said')
    })

    it('fences: one of two that expect the same predecessor is the next', async () => {
      const log = (await setUp(server())).open()
      const scene = newScene()
      const first = await log.append(exampleOf('started', scene))
      const next = () => log.sayOnce(exampleOf('started', scene), { expect: first.sequence })
      const outcomes = (await Promise.all([next(), next()])).map(({ outcome }) => outcome)
      expect(outcomes.sort()).toEqual(['said', 'stands'])
    })

    it('finds the newest and the oldest of a pattern, and steps through', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const scene = newScene()
      const pattern = bench.subjects.pattern('started', scene)
      expect(await log.last(pattern)).toBeUndefined()
      expect(await log.first(pattern)).toBeUndefined()
      const [a, b, c] = [
        await log.append(exampleOf('started', scene)),
        await log.append(exampleOf('started')),
        await log.append(exampleOf('started', scene)),
      ]
      expect(await log.last(pattern)).toEqual(c)
      expect(await log.first(pattern)).toEqual(a)
      expect(await log.first(pattern, { after: a.sequence })).toEqual(c)
      expect(await log.first(pattern, { after: c.sequence })).toBeUndefined()
      expect(await log.first(bench.subjects.pattern('started'), { after: a.sequence })).toEqual(b)
    })

    it('refuses when it is full, keeps what it has, and tells how full it is', async () => {
      const log = (await setUp(server(), { maxBytes: 1024 ** 2 })).open()
      const fill = async () => {
        for (;;) await log.append(exampleOf('inspected'))
      }
      await expect(fill()).rejects.toThrow(/full/)
      expect((await log.state()).fill).toBeGreaterThan(0.99)
      expect((await log.first('>'))?.sequence).toBe(1)
    })

    it('is unavailable, within seconds, while nobody is there', async () => {
      const bench = await setUp(server())
      const proxy = await tcpProxy(bench.server.url)
      proxy.cut()
      const log = bench.open(proxy.url('nats'))
      await expect(log.append(exampleOf('rendered'))).rejects.toThrow(LogUnavailableError)
      await expect(log.state()).rejects.toThrow(LogUnavailableError)
      proxy.mend()
      const recorded = await until(() => log.append(exampleOf('rendered')), { what: 'the log to be back' })
      expect(idsOf(await everything(log))).toEqual([recorded.event.id])
    })
  })
}

const isSaid = ({ outcome }: Saying) => outcome === 'said'

const canceled = (finished: Finished): Finished => ({
  ...finished,
  source: 'ingest',
  data: { outcome: 'canceled', code: 'canceled', reason: 'canceled by a client' },
})
