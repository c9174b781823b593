import { randomId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { median } from '../bench/shared/ratios.ts'
import { viewIsMissing } from './servers.ts'
import { openReader, openSlowReader } from './slow-readers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const MIB = 1024 ** 2
const SLOW = 50
/** Together more than the buffers of the kernel hold for a reader, and some 700 MiB for all slow ones. */
const FACTS = 3_500
const LOG_TAIL = 'x'.repeat(4_000)
const AT_ONCE = 100
/** Far less than what the slow ones did not read. */
const MOST_GROWTH_BYTES = 200 * MIB
/** A healthy reader hears of a fact in milliseconds; the machine of a test may have much else to do. */
const PROMPT_MS = 1_000
const PROMPT_FACTS = 20

describe.skipIf(viewIsMissing)(`F29: ${SLOW} readers that never read`, () => {
  let world: FaultWorld
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0, status: true })
  })
  afterAll(() => world?.close())

  const url = () => `${world.status.url}/v1/events`

  async function measured(name: string): Promise<number> {
    const text = await (await fetch(`${world.status.url}/metrics`)).text()
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
  }

  /** Facts of some size; resolves to their positions, in order, and when each was acknowledged. */
  async function speak(count: number): Promise<Map<string, number>> {
    const said: { sequence: number; position: string; at: number }[] = []
    for (let from = 0; from < count; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, async () => {
        const event = exampleOf('attempt-failed', newScene())
        const loud = { ...event, id: randomId(), data: { ...event.data, logTail: LOG_TAIL } }
        const { sequence, position } = await world.events.append(loud)
        said.push({ sequence, position, at: performance.now() })
      })
      await Promise.all(some)
    }
    const inOrder = said.toSorted((a, b) => a.sequence - b.sequence)
    return new Map(inOrder.map(({ position, at }) => [position, at]))
  }

  it('do not hold up the others, cost little memory, are dropped, and go on without a loss', async () => {
    const warmUp = await speak(AT_ONCE)
    const healthy = await Promise.all([1, 2, 3].map(() => openReader(`${url()}?from=beginning`)))
    await until(() => healthy.every(({ heard }) => heard.size === warmUp.size), { what: 'the readers' })
    const residentBefore = await measured('process_resident_memory_bytes')
    const slow = await Promise.all(Array.from({ length: SLOW }, () => openSlowReader(url())))
    await until(async () => (await measured('sse_clients')) === SLOW + healthy.length, {
      what: 'all streams',
    })

    const said = await speak(FACTS)
    const isHeard = (count: number) => () => healthy.every(({ heard }) => heard.size === count)
    const all = warmUp.size + said.size
    await until(isHeard(all), { what: 'healthy readers to hear everything', timeoutMs: 60_000 })
    for (let fact = 1; fact <= PROMPT_FACTS; fact++) {
      for (const [position, at] of await speak(1)) said.set(position, at)
      await until(isHeard(all + fact), { what: 'healthy readers to hear one more' })
    }
    const positions = [...said.keys()]
    for (const { heard, repeated } of healthy) {
      expect([...heard.keys()]).toEqual([...warmUp.keys(), ...positions])
      expect(repeated()).toBe(0)
      expect(delayOf(heard, said)).toBeLessThan(PROMPT_MS)
    }

    const areDropped = async () => (await measured('sse_clients')) === healthy.length
    await until(areDropped, { what: 'the slow ones to be dropped', timeoutMs: 90_000 })
    const resident = await world.status.residentBytes()
    console.log(`status: ${Math.round((resident ?? 0) / MIB)} MiB at most`)
    expect(resident).toBeLessThan(residentBefore + MOST_GROWTH_BYTES)

    for (const reader of slow.slice(0, 3)) {
      const heard = await reader.ids()
      // The first says where the stream began.
      const before = heard.slice(1)
      expect(before.length).toBeLessThan(said.size)
      const rest = await openReader(url(), heard.at(-1))
      await until(isWhole(before, rest, said), { what: 'the rest', timeoutMs: 60_000 })
      expect([...before, ...rest.heard.keys()]).toEqual(positions)
      rest.leave()
    }
    for (const each of [...slow, ...healthy]) each.leave()
  })
})

type Rest = { heard: Times }

const isWhole = (before: string[], rest: Rest, said: Times) => () =>
  before.length + rest.heard.size >= said.size

type Times = ReadonlyMap<string, number>

/** From the acknowledgement of a fact to its arrival, of the last ones; in the middle. */
function delayOf(heard: Times, said: Times): number {
  const last = [...said].slice(-PROMPT_FACTS)
  const delayMs = median(last.map(([position, at]) => (heard.get(position) ?? Number.NaN) - at))
  console.log(`a fact is heard after ${Math.round(delayMs)} ms`)
  return delayMs
}
