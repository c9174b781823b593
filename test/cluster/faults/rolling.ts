import { describe, expect, it } from 'vitest'
import { type Deployed, podsOf } from '../support/index.ts'
import { startTraffic } from '../support/traffic.ts'
import { itKeepsItsPromises, type Stage } from './stage.ts'

export const DEPLOYMENTS = ['status', 'ingest', 'processor', 'gateway']

/** Under load, as when a new release is applied: each time all of these deployments at once. */
export function rolling(stage: Stage, updates: string[][]): void {
  describe('a rolling update under load', () => {
    it.each(updates.map((names) => [names.join(', '), names] as const))(
      'of %s fails no request',
      async (_, names) => {
        const traffic = startTraffic(stage.system().url)
        try {
          await traffic.goesRound()
          await replaced(stage.system(), names)
          await traffic.goesRound()
        } finally {
          await traffic.stop()
          stage.accepted.push(...traffic.accepted)
        }
        console.log(`${names.join(', ')}: ${traffic.requests()} requests, ${traffic.accepted.length} jobs`)
        expect(traffic.failures).toEqual([])
      },
    )

    itKeepsItsPromises(stage)
  })
}

/** Resolves when the new pods are there, and the old ones have gone. */
async function replaced(system: Deployed, names: string[]): Promise<void> {
  const old = (await Promise.all(names.map((name) => podsOf(system.kubectl, name)))).flat()
  const deployments = names.map((name) => `deployment/${name}`)
  await system.kubectl(['rollout', 'restart', ...deployments])
  await system.rolledOut(...deployments)
  await system.kubectl(['wait', '--for=delete', ...old.map(({ name }) => `pod/${name}`), '--timeout=90s'])
}
