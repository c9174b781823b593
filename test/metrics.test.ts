import { readFileSync } from 'node:fs'
import type { ExposedMetric } from '@soundmill/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './architecture/files.ts'
import { isDefault, PROCESSES, PROMISED, promisedBy, unitOf } from './metrics/promised.ts'
import { scraped } from './metrics/running.ts'
import { metricTables } from './metrics/table.ts'

type Scraped = Awaited<ReturnType<typeof scraped>>

const shown = new Map<string, Scraped>()
beforeAll(async () => {
  const asked = Object.keys(PROCESSES).map(async (process) => shown.set(process, await scraped(process)))
  await Promise.all(asked)
})

const of = (process: string): Scraped => {
  const found = shown.get(process)
  if (!found) throw new Error(`${process} was not asked`)
  return found
}
const everything = () => [...shown.values()].flatMap(({ metrics }) => metrics)
const ours = () => everything().filter(({ name }) => !isDefault(name))

/** Labels whose values are a closed list, or one each release. */
const BOUNDED = new Set([
  ...['method', 'route', 'status', 'version', 'node', 'phase', 'code', 'kind', 'outcome', 'lane', 'state'],
  ...['step', 'tool', 'result', 'le'],
])

describe.each(Object.keys(PROCESSES))('the metrics of %s', (process) => {
  it('are those that were promised, and no others', () => {
    const names = of(process)
      .metrics.map(({ name }) => name)
      .filter((name) => !isDefault(name))
    expect(names.toSorted()).toEqual(promisedBy(process).toSorted())
  })

  it('come as OpenMetrics, each once, with those of Node and the system', () => {
    const { metrics, type, text } = of(process)
    expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(text.endsWith('\n# EOF\n')).toBe(true)
    const names = metrics.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes']),
    )
  })
})

describe('every metric', () => {
  it('says what it is, in a sentence without a full stop', () => {
    const mute = ours().filter(({ help }) => !/^[A-Z0-9].*[^.]$/.test(help))
    expect(mute.map(({ name }) => name)).toEqual([])
  })

  it('has a unit: a base unit in its name, or what is counted', () => {
    expect(ours().filter(({ name }) => unitOf(name) === '')).toEqual([])
    const scaled = /_(ms|milliseconds|microseconds|minutes|hours|kb|mb|kilobytes|megabytes|percent)(_|$)/
    expect(ours().filter(({ name }) => scaled.test(name))).toEqual([])
  })

  it('is a counter exactly when it ends in _total', () => {
    const wrong = ours().filter(({ name, type }) => (type === 'counter') !== name.endsWith('_total'))
    expect(wrong).toEqual([])
  })

  it('has the labels that were promised, none of which grows with what is processed', () => {
    for (const { name, samples } of ours()) {
      const allowed = [...(PROMISED[name]?.labels ?? []), 'le']
      const seen = samples.flatMap(({ labels }) => Object.keys(labels))
      expect([name, seen.filter((label) => !allowed.includes(label))]).toEqual([name, []])
    }
    const growing = Object.values(PROMISED).flatMap(({ labels }) =>
      labels.filter((label) => !BOUNDED.has(label)),
    )
    expect(growing).toEqual([])
  })

  it('names a request that nobody knows by no address and no method of its own', () => {
    const requests = ours().filter(({ name }) => name === 'http_server_request_duration_seconds')
    const labels = requests.flatMap(({ samples }) => samples.map((sample) => sample.labels))
    expect(labels.length).toBeGreaterThan(0)
    expect(labels.filter(({ route = '' }) => /0192d3a0/.test(route))).toEqual([])
  })
})

describe('docs/metrics.md', () => {
  it('has the metrics as the processes show them', async () => {
    const [begin, end] = ['<!-- metrics: made by `npm run docs` -->', '<!-- /metrics -->']
    const path = `${ROOT}docs/metrics.md`
    const [before, rest = ''] = readFileSync(path, 'utf8').split(begin)
    const all: ExposedMetric[] = of('all-in-one').metrics
    const text = `${before}${begin}\n${metricTables(all)}\n${end}${rest.split(end)[1]}`
    await expect(text).toMatchFileSnapshot(path)
  })
})
