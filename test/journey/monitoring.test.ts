import { freePort, tone, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { queriesOf, readDashboard } from '../monitoring/dashboard.ts'
import { createPrometheus, type Prometheus } from '../monitoring/prometheus.ts'
import { selectorsOf } from '../monitoring/promql.ts'
import { alerts, recordings } from '../monitoring/rules.ts'
import { createClient } from './client.ts'
import { startCompose } from './stacks/compose.ts'
import type { Stack } from './stacks/stack.ts'

/** A rate needs two scrapes, 15 s apart, and a rule that uses it one evaluation more. */
const PATIENCE_MS = 90_000

const PROCESSES = ['soundmill-ingest', 'soundmill-processor', 'soundmill-status']

describe.skipIf(!inject('docker'))('a Prometheus beside the compose file', () => {
  let stack: Stack | undefined
  let prometheus: Prometheus

  beforeAll(async () => {
    const port = await freePort()
    prometheus = createPrometheus(`http://127.0.0.1:${port}`)
    stack = await startCompose({
      services: ['prometheus'],
      environment: { SOUNDMILL_PROMETHEUS_PORT: String(port) },
    })
    // What a series begins with is no increase: every process is seen with it, and it is done once more.
    await doEverything(stack)
    const doneAt = Date.now() / 1000
    await until(async () => (await scrapedSince(doneAt)).length === PROCESSES.length, {
      what: 'every process to be scraped after the first jobs',
      timeoutMs: PATIENCE_MS,
    })
    await doEverything(stack)
  })
  afterAll(() => stack?.close())

  const scrapedSince = (seconds: number) => prometheus.now(`timestamp(up{job=~"soundmill.*"}) > ${seconds}`)

  it('scrapes every process', async () => {
    const up = await prometheus.now('up{job=~"soundmill.*"} == 1')
    expect(up.map(({ metric }) => metric.job).sort()).toEqual(PROCESSES)
  })

  it('finds data for every question of the dashboard', async () => {
    const queries = queriesOf(readDashboard().panels)
    await expectData(queries, ({ panel, expr }) => `${panel}: ${expr}`)
  })

  it('finds every series that an alert goes by', async () => {
    const selectors = alerts().flatMap(({ alert, expr }) =>
      selectorsOf(expr).map((selector) => ({ alert, expr: selector, instant: true })),
    )
    await expectData(selectors, ({ alert, expr }) => `${alert}: ${expr}`)
  })

  it('has a number for everything that is recorded', async () => {
    const recorded = recordings().map(({ record }) => ({ expr: record, instant: true }))
    await expectData(recorded, ({ expr }) => expr)
  })

  it('has nobody got up for what was done here', async () => {
    const firing = await prometheus.now('ALERTS{alertname=~"Soundmill.*", alertstate="firing"}')
    expect(firing.map(({ metric }) => metric.alertname)).toEqual([])
  })

  /** Asks until all have an answer; says which have none. */
  async function expectData<Q extends { expr: string; instant: boolean }>(
    queries: Q[],
    say: (query: Q) => string,
  ) {
    let without = queries
    await until(
      async () => {
        const found = await Promise.all(without.map((query) => prometheus.finds(query)))
        without = without.filter((_, i) => !found[i])
        return without.length === 0
      },
      { what: 'data', timeoutMs: PATIENCE_MS },
    ).catch(() => undefined)
    expect(without.map(say)).toEqual([])
  }
})

/** One job that succeeds and one that fails, one upload that is refused and one that cannot be taken now. */
async function doEverything(stack: Stack) {
  const client = createClient(stack)
  const lane = (name: string, verb: string) =>
    fetch(`${stack.commands}/v1/lanes/${name}/${verb}`, { method: 'POST' })

  const jobs = await Promise.all([
    client.submit(tone({ seconds: 2 })),
    client.submit(tone({ seconds: 1 }).subarray(0, 44)),
  ])
  for (const { episode } of jobs) await client.finished(episode)
  expect((await client.post('these are no sounds')).status).toBe(415)

  await lane('urgent', 'drain')
  const spec = new FormData()
  spec.set('spec', new Blob(['{"lane":"urgent"}'], { type: 'application/json' }))
  spec.set('audio', new Blob([tone({ seconds: 1 })]), 'tone.wav')
  const answer = await fetch(`${stack.commands}/v1/episodes`, { method: 'POST', body: spec })
  expect(answer.status).toBe(503)
  await lane('urgent', 'resume')
}
