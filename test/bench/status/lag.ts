import { setTimeout as sleep } from 'node:timers/promises'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { NAMESPACE } from '../shared/log.ts'
import { percentile } from '../shared/percentile.ts'
import { storyOf } from './rebuild-stories.ts'

/** How far the view was behind while facts came at this rate. Delays are from "the log has it" to "the view has it". */
export type LagCost = {
  wantedPerSecond: number
  factsPerSecond: number
  facts: number
  p50Ms: number
  p99Ms: number
  mostMs: number
  /** The most facts that were missing in the view at a time, asked twice a second. */
  mostMessages: number
}

export type LagOptions = {
  url: string
  natsUrl: string
  perSecond: number
  seconds: number
  signal: AbortSignal
}

/** So many facts go unasked for each that is asked for: asking must not be the load. */
const EVERY = 10
const TICK_MS = 50

/** Appends facts of new episodes at a rate, and asks for some of them by their position as soon as the log has them. */
export async function measureLag({ url, natsUrl, perSecond, seconds, signal }: LagOptions): Promise<LagCost> {
  const events = openJetStreamLog({ url: natsUrl, namespace: NAMESPACE, log: { info() {}, warn() {} } })
  const delays: number[] = []
  const asked: Promise<void>[] = []
  const facts = factsWithoutEnd()
  let [mostMessages, count, looks] = [0, 0, 0]

  async function say() {
    const event = facts.next().value
    const { position } = await events.append(event)
    const saidAt = performance.now()
    count += 1
    if (count % EVERY > 0) return
    asked.push(
      fetch(`${url}/v1/episodes/${event.episode}?position=${position}`, { signal }).then(async (answer) => {
        await answer.arrayBuffer()
        if (answer.status !== 200) throw new Error(`asked for a fact: ${answer.status}`)
        delays.push(performance.now() - saidAt)
      }),
    )
  }

  const began = performance.now()
  try {
    const batch = Math.max(1, Math.round((perSecond * TICK_MS) / 1000))
    for (let tick = 1; performance.now() - began < seconds * 1000; tick++) {
      // In order: the log takes one after the other, as long as it keeps up with the rate.
      for (let n = 0; n < batch; n++) await say()
      looks += 1
      if (looks % 10 === 0) mostMessages = Math.max(mostMessages, await lagMessages(url))
      await sleep(Math.max(0, began + tick * TICK_MS - performance.now()), undefined, { signal })
    }
    const took = (performance.now() - began) / 1000
    await Promise.all(asked)
    const at = (percent: number) => percentile(delays, percent)
    const delay = { p50Ms: at(50), p99Ms: at(99), mostMs: Math.max(...delays) }
    return { wantedPerSecond: perSecond, factsPerSecond: count / took, facts: count, ...delay, mostMessages }
  } finally {
    await events.close()
  }
}

function* factsWithoutEnd(): Generator<ReturnType<typeof storyOf>[number], never> {
  for (let n = 0; ; n++) yield* storyOf(n)
}

async function lagMessages(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^projection_lag_messages (\d+)$/m.exec(text)?.[1] ?? 0)
}
