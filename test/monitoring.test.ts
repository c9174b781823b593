import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { FAILURES } from '@soundmill/events'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { ROOT } from './architecture/files.ts'
import { queriesOf, readDashboard } from './monitoring/dashboard.ts'
import { metricOf, selectorsOf } from './monitoring/promql.ts'
import { alerts, expectations, readRules, recordings, ruleFiles } from './monitoring/rules.ts'
import { headingsOf, pageOf, QUESTIONS, runbooks } from './monitoring/runbooks.ts'

const BY_ALERT = alerts().map((alert) => ({ ...alert, name: alert.alert }))
const tested = expectations()
const pages = runbooks()

describe.each(BY_ALERT)('the alert $name', ({ name, expr, annotations }) => {
  it('fires in a test of its own, and stays silent in another', () => {
    const own = tested.filter(({ alert, file }) => alert === name && file !== 'quiet.test.yml')
    expect(own.filter(({ fires }) => fires)).not.toEqual([])
    expect(own.filter(({ fires }) => !fires)).not.toEqual([])
  })

  it('is silent where a healthy system does nothing', () => {
    const quiet = tested.filter(({ alert, file }) => alert === name && file === 'quiet.test.yml')
    expect(quiet).not.toEqual([])
    expect(quiet.filter(({ fires }) => fires)).toEqual([])
  })

  it('says a number', () => {
    expect(annotations.summary).toMatch(/\d|\$value/)
  })

  it('leads to its page, which answers every question', () => {
    expect(annotations.runbook).toBe(pageOf(name))
    const page = pages.get(annotations.runbook) ?? ''
    expect(page).toContain(`# ${name}\n`)
    expect(headingsOf(page)).toEqual(QUESTIONS)
  })

  it('is PromQL that asks for something', () => {
    expect(selectorsOf(expr)).not.toEqual([])
  })
})

describe('the rules for the Prometheus Operator', () => {
  it('are the same, as objects', () => {
    const said = execFileSync('sh', [join(ROOT, 'deploy/monitoring/kubernetes/prometheus-rules.sh')])
    const objects = parseAllDocuments(said.toString()).map((document): unknown => document.toJS())
    expect(objects).toEqual(
      ruleFiles().map((file) => ({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: {
          name: `soundmill-${file.replace('.rules.yml', '')}`,
          labels: { 'app.kubernetes.io/part-of': 'soundmill' },
        },
        spec: readRules(file),
      })),
    )
  })
})

describe('the runbooks', () => {
  it('are of alerts that exist', () => {
    expect([...pages.keys()].sort()).toEqual(BY_ALERT.map(({ name }) => pageOf(name)).sort())
  })
})

/** The recording is the reason, or the person who asked. Every other code is for us to look at. */
const RECORDING = [
  ...['not_audio', 'no_audio_stream', 'unsupported_codec', 'unsupported_container', 'drm_protected'],
  ...['corrupt_input', 'truncated_input', 'empty_input', 'episode_deleted', 'canceled'],
]

describe('whose fault a failure is', () => {
  it('is known for every code', () => {
    const [rule] = recordings().filter(({ record }) => record === 'soundmill:jobs_failed:increase1h')
    const ours = rule?.expr.match(/"ours", "code",\s*"([^"]+)"/)?.[1]?.split('|') ?? []
    const theirs = (code: string) => RECORDING.includes(code) || code.startsWith('limit_exceeded:')
    expect(ours).toEqual(
      Object.keys(FAILURES)
        .filter((code) => !theirs(code))
        .sort(),
    )
  })
})

describe('the dashboard', () => {
  const { all, panels, templating, schemaVersion } = readDashboard()

  it('has panels that Grafana can tell apart, and lay out side by side', () => {
    expect(schemaVersion).toBeGreaterThanOrEqual(36)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    const places = all.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(places).size).toBe(places.length)
    expect(Math.max(...all.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24)
  })

  it('asks what is PromQL, with variables it has', () => {
    const names = templating.list.map(({ name }) => name)
    expect(names).toEqual(['datasource', 'instance'])
    for (const { expr } of queriesOf(panels)) expect(selectorsOf(expr)).not.toEqual([])
  })

  it('shows what every alert goes by', () => {
    const shown = queriesOf(panels).flatMap(({ expr }) => selectorsOf(expr).map(metricOf))
    const asked = alerts().flatMap(({ expr }) => selectorsOf(expr).map(metricOf))
    const elsewhere = ['job_queue_wait_seconds_count', 'http_server_request_duration_seconds_count']
    expect(asked.filter((metric) => !shown.includes(metric) && !elsewhere.includes(metric))).toEqual([])
  })
})
