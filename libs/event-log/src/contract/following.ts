import { exampleEvents, exampleOf, newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { type Bench, type ContractServer, everything, idsOf, placeOf, setUp } from './bench.ts'

/** What a follower may rely on. */
export function followingContract(server: () => ContractServer) {
  describe('following', () => {
    it('shows everything that was ever appended, in order, and then what comes', async () => {
      const log = (await setUp(server())).open()
      const events = [...exampleEvents(), ...exampleEvents()]
      for (const event of events) await log.append(event)
      const seen: string[] = []
      const following = await log.follow({ after: undefined }, async ({ event }) => {
        seen.push(event.id)
      })
      await following.caughtUp
      expect(seen).toEqual(events.map(({ id }) => id))
      const later = await log.append(exampleOf('deleted'))
      await until(() => seen.at(-1) === later.event.id, { what: 'the later event' })
      expect(await following.lag()).toBe(0)
      await following.stop()
      expect(await following.ended).toBe('stopped')
    })

    it('goes on after the place where it stopped', async () => {
      const log = (await setUp(server())).open()
      const recorded = []
      for (const event of exampleEvents()) recorded.push(await log.append(event))
      const [, , third] = recorded
      if (!third) throw new Error('seven examples')
      expect(await everything(log, placeOf(third))).toEqual(recorded.slice(3))
    })

    it('gives an event again to a handler that failed, and nothing else before', async () => {
      const log = (await setUp(server())).open()
      const events = exampleEvents()
      for (const event of events) await log.append(event)
      const calls: string[] = []
      const following = await log.follow({ after: undefined }, async ({ event }) => {
        calls.push(event.fact)
        if (event.fact === 'started' && calls.filter((fact) => fact === 'started').length < 3)
          throw new Error('no luck')
      })
      await following.caughtUp
      await following.stop()
      expect(calls).toEqual(['submitted', 'started', 'started', ...events.slice(1).map(({ fact }) => fact)])
    })

    it('skips what nobody can read, and goes on', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const [before, after] = [exampleOf('started'), exampleOf('started')]
      await log.append(before)
      await tamper(bench, `${bench.namespace}.episodes.x.y.z.started`, 'not ours')
      await tamper(bench, bench.subjects.of(exampleOf('rendered')), 'not JSON')
      await tamper(bench, `${bench.namespace}.library.my-show.assets.intro.stored`, '{}')
      await log.append(after)
      expect(idsOf(await everything(log))).toEqual([before.id, after.id])
    })

    it('survives that events were purged from the middle and from the end', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const [kept, gone] = [newScene(), newScene()]
      await log.append(exampleOf('started', kept))
      await log.append(exampleOf('started', gone))
      const jsm = await bench.outsider.jetstreamManager({ checkAPI: false })
      await jsm.streams.purge(bench.subjects.stream, { filter: bench.subjects.everythingOf(gone) })
      expect(await everything(log)).toHaveLength(1)
    })

    it.each([
      ['made anew', remade],
      ['restored from an older copy', restoredOlder],
      ['cut off before the place', truncated],
    ])('asks for a rebuild when the log was %s', async (_, happen) => {
      const bench = await setUp(server())
      const log = bench.open()
      const recorded = []
      for (const event of exampleEvents()) recorded.push(await log.append(event))
      const last = recorded.at(-1)
      if (!last) throw new Error('seven examples')
      await happen(bench)
      const following = await log.follow({ after: placeOf(last) }, async () => undefined)
      expect(await following.ended).toBe('place-lost')
    })

    it('notices while it follows that the log was made anew', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      await log.append(exampleOf('started'))
      const following = await log.follow({ after: undefined }, async () => undefined)
      await following.caughtUp
      await remade(bench)
      expect(await following.ended).toBe('place-lost')
    })

    it('goes on, complete and in order, after the server was killed', async () => {
      const bench = await setUp(server())
      const log = bench.open()
      const seen: string[] = []
      const following = await log.follow({ after: undefined }, async ({ event }) => {
        seen.push(event.id)
      })
      const before = await log.append(exampleOf('started'))
      await until(() => seen.length === 1, { what: 'the first event' })
      await bench.server.kill()
      await bench.server.restart()
      const after = await until(() => log.append(exampleOf('started')), { what: 'the log to be back' })
      await until(() => seen.length >= 2, { what: 'the event after the restart' })
      await following.stop()
      expect(seen).toEqual([before.event.id, after.event.id])
    })
  })
}

const tamper = async ({ outsider }: Bench, subject: string, payload: string) => {
  await outsider.jetstream().publish(subject, payload)
}

async function remade({ outsider, subjects, topology, open }: Bench) {
  const jsm = await outsider.jetstreamManager({ checkAPI: false })
  await jsm.streams.delete(subjects.stream)
  await topology()
  const log = open()
  for (const event of [...exampleEvents(), ...exampleEvents()]) await log.append(event)
}

/** The same stream, with another history behind the point where the copy was made. */
async function restoredOlder(bench: Bench) {
  await truncated(bench)
  const log = bench.open()
  for (const event of [...exampleEvents(), ...exampleEvents()]) await log.append(event)
}

/** Deleting the newest messages is as near as a client comes to a truncated stream. */
async function truncated({ outsider, subjects }: Bench) {
  const jsm = await outsider.jetstreamManager({ checkAPI: false })
  const { state } = await jsm.streams.info(subjects.stream)
  for (const seq of [state.last_seq, state.last_seq - 1])
    await jsm.streams.deleteMessage(subjects.stream, seq)
}
