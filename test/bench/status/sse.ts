import { setTimeout as sleep } from 'node:timers/promises'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { until } from '@soundmill/test-support'
import { NAMESPACE } from '../shared/log.ts'
import { percentile } from '../shared/percentile.ts'
import { storyOf } from './rebuild-stories.ts'
import { openSseClient } from './sse-client.ts'

/** What so many clients of `GET /v1/events` cost. Delays are from the log's acknowledgement to the frame's arrival. */
export type SseCost = {
  clients: number
  facts: number
  factsPerSecond: number
  /** Arrivals, over all clients; each client had each fact once. */
  frames: number
  p50Ms: number
  p99Ms: number
  mostMs: number
  /** Of status, everything it did while the facts came; hardly depends on what else the machine does. */
  cpuMicrosecondsPerFrame: number
  /** Of status: before they came, with all of them connected and silent, and after the facts. */
  residentBytes: { before: number; connected: number; most: number }
}

export type SseOptions = {
  url: string
  natsUrl: string
  clients: number
  perSecond: number
  seconds: number
  signal: AbortSignal
}

/** So many connect at once. */
const AT_ONCE = 50

/** Opens all streams, then appends facts at a rate. The clients run in this process: their own work is in the delays. */
export async function measureSse(options: SseOptions): Promise<SseCost> {
  const { url, natsUrl, clients, signal } = options
  const events = openJetStreamLog({ url: natsUrl, namespace: NAMESPACE, log: { info() {}, warn() {} } })
  const heard = new Map<string, number[]>()
  const hear = (id: string) => {
    const times = heard.get(id) ?? []
    heard.set(id, times)
    times.push(performance.now())
  }
  const open: { destroy(): void }[] = []
  try {
    const before = await residentBytes(url)
    for (let from = 0; from < clients; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, clients - from) }, () =>
        openSseClient(url, '/v1/events', hear),
      )
      open.push(...(await Promise.all(some)))
    }
    const connected = await residentBytes(url)
    const cpuBefore = await measured(url, 'process_cpu_seconds_total')
    const said = await sayAtRate(events, options)
    const isAll = () => [...said.keys()].every((id) => heard.get(id)?.length === clients)
    await until(isAll, { what: 'every client to hear every fact once', timeoutMs: 60_000 })
    signal.throwIfAborted()
    const most = Math.max(connected, await residentBytes(url))
    const cpuSeconds = (await measured(url, 'process_cpu_seconds_total')) - cpuBefore
    const cpuMicrosecondsPerFrame = (1e6 * cpuSeconds) / (said.size * clients)
    return {
      ...costOf(said, heard, options),
      cpuMicrosecondsPerFrame,
      residentBytes: { before, connected, most },
    }
  } finally {
    for (const each of open) each.destroy()
    await events.close()
  }
}

type Events = ReturnType<typeof openJetStreamLog>

/** When the log acknowledged each fact, by its position. */
async function sayAtRate(
  events: Events,
  { perSecond, seconds, signal }: SseOptions,
): Promise<Map<string, number>> {
  const said = new Map<string, number>()
  const began = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const [event] = storyOf(n)
    if (!event) continue
    const { position } = await events.append(event)
    said.set(position, performance.now())
    await sleep(Math.max(0, began + ((n + 1) * 1_000) / perSecond - performance.now()), undefined, { signal })
  }
  return said
}

function costOf(said: Map<string, number>, heard: Map<string, number[]>, { clients }: SseOptions) {
  // A frame may be quicker than the acknowledgement.
  const delays = [...said].flatMap(([id, at]) => (heard.get(id) ?? []).map((time) => Math.max(0, time - at)))
  const times = [...said.values()]
  const took = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000
  const at = (percent: number) => percentile(delays, percent)
  return {
    ...{ clients, facts: said.size, factsPerSecond: (said.size - 1) / took, frames: delays.length },
    ...{ p50Ms: at(50), p99Ms: at(99), mostMs: at(100) },
  }
}

const residentBytes = (url: string) => measured(url, 'process_resident_memory_bytes')

async function measured(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
