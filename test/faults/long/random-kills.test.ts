import { randomInt } from 'node:crypto'
import { type NatsServer, startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from '../checker.ts'
import { viewIsMissing } from '../servers.ts'
import { sweepEverythingOld } from '../sweep.ts'
import { type FaultWorld, openFaultWorld } from '../world.ts'
import { createChance } from './chance.ts'
import { startLoad } from './load.ts'
import { type Victim, victimsOf } from './victims.ts'

const KILLS = Number(process.env.SOUNDMILL_FAULT_KILLS ?? 200)
const SEED = Number(process.env.SOUNDMILL_FAULT_SEED ?? randomInt(2 ** 31))
const CLIENTS = 3
/** A kill, a start, and the work that was lost, on a busy machine. */
const MOST_MS_PER_KILL = 30_000

describe.skipIf(viewIsMissing)(`${KILLS} random kills under load (SOUNDMILL_FAULT_SEED=${SEED})`, () => {
  let nats: NatsServer
  let world: FaultWorld
  const chance = createChance(SEED)
  beforeAll(async () => {
    nats = await startNatsServer()
    const environment = { PROCESSOR_CONCURRENCY: '2' }
    const servers = { natsUrl: nats.url }
    world = await openFaultWorld({ ingests: 2, processors: 2, status: true, environment, servers })
  })
  afterAll(async () => {
    await world?.close()
    await nats?.stop()
  })

  /** Kills one after the other, up to two of them down at a time. Resolves to how often each was. */
  async function killAll(nextAccepted: () => Promise<void>): Promise<Record<string, number>> {
    const victims = victimsOf(world, nats)
    const restarts = new Map<Victim, Promise<void>>()
    const killed: Record<string, number> = {}
    for (let kills = 0; kills < KILLS; ) {
      const victim = chance.pick(victims)
      await restarts.get(victim)
      if (!(await victim.kill())) {
        await nextAccepted()
        continue
      }
      kills += 1
      killed[victim.name] = (killed[victim.name] ?? 0) + 1
      const restart = victim.restart()
      restarts.set(victim, restart)
      await (chance.next() < 0.5 ? restart : nextAccepted())
    }
    await Promise.all(restarts.values())
    return killed
  }

  it(
    'everything that was accepted has one outcome, right artifacts, and a view that is the fold of the log',
    async () => {
      const began = Date.now()
      const load = startLoad(world, chance, CLIENTS)
      const killed = await killAll(load.nextAccepted)
      await load.stop()
      const { accepted } = load
      const abandoned = accepted.map(({ episode }) => episode)
      const patience = { outcomesMs: 600_000, settlingMs: 60_000 }
      expect(await checkPromises(world, accepted, { ...patience, abandoned, workersDied: true })).toEqual([])
      await sweepEverythingOld(world)
      expect(await checkPromises(world, accepted, patience)).toEqual([])
      const outcomes: Record<string, number> = {}
      for (const { data } of await world.behind.factsOf('finished')) {
        const how = data.outcome === 'succeeded' ? data.outcome : data.code
        outcomes[how] = (outcomes[how] ?? 0) + 1
      }
      const attempts = (await world.behind.factsOf('started')).length
      const seconds = Math.round((Date.now() - began) / 1000)
      process.stderr.write(
        `random kills: ${JSON.stringify({ seed: SEED, killed, accepted: accepted.length, outcomes, attempts, seconds })}\n`,
      )
      expect(Object.keys(outcomes).filter((how) => how !== 'succeeded' && how !== 'gave_up')).toEqual([])
    },
    KILLS * MOST_MS_PER_KILL + 900_000,
  )
})
