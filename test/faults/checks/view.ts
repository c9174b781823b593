import { isDifferent, rebuild } from '@soundmill/status/rebuild'
import { openMongoRebuilding } from '@soundmill/status/store/mongo'
import { until } from '@soundmill/test-support'
import type { CheckedWorld } from './checked-world.ts'

/**
 * I4: the view is the fold of the log, byte for byte. The log is folded here, from its start, into a set of its own,
 * and every view and every entry of the timeline is compared with what is served, once that has caught up. The world
 * must have a status. `patienceMs` is for catching up: default 20 s.
 */
export async function checkView(world: CheckedWorld, patienceMs = 20_000): Promise<string[]> {
  const behind = await lagOf(world, patienceMs)
  if (behind !== undefined) return [`I4: the view does not catch up with the log: ${behind}`]
  const store = openMongoRebuilding({ url: world.viewLines.straightUrl })
  const log = { info: () => {}, warn: () => {} }
  const { signal } = new AbortController()
  try {
    const report = await rebuild({ events: world.events, store, log, signal, check: true })
    if (!isDifferent(report)) return []
    const { compared, notCompared } = report
    return [
      `I4: the view is not the fold of the log: ${JSON.stringify(compared?.examples ?? notCompared)}`,
      ...(compared?.unsettled ? [`I4: ${compared.unsettled} episodes never stood still`] : []),
    ]
  } finally {
    await store.close()
  }
}

/** Undefined once no fact of the log is missing in the view. */
async function lagOf({ status }: CheckedWorld, timeoutMs: number): Promise<string | undefined> {
  const isCaughtUp = async () => {
    const text = await (await fetch(`${status.url}/metrics`)).text()
    const [, lag] = /^projection_lag_messages (\d+)$/m.exec(text) ?? []
    if (lag !== '0') throw new Error(`${lag} facts behind`)
    return true
  }
  try {
    await until(isCaughtUp, { what: 'the view to catch up', timeoutMs })
    return undefined
  } catch (err) {
    return String(err)
  }
}
