import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../architecture/files.ts'

/** Whichever the person who looks has chosen. */
const Datasource = z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) })
const Grid = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })

const Target = z.object({
  refId: z.string(),
  datasource: Datasource,
  expr: z.string().min(1),
  legendFormat: z.string(),
  instant: z.boolean(),
})

const Row = z.object({ id: z.number(), type: z.literal('row'), title: z.string().min(1), gridPos: Grid })
const Panel = z.object({
  id: z.number(),
  type: z.enum(['stat', 'timeseries']),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: Datasource,
  gridPos: Grid,
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
  targets: z.array(Target).min(1),
})
export type Panel = z.infer<typeof Panel>

/** What Grafana needs to show it, as far as we use it; Grafana fills in the rest. */
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number().int(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(z.union([Row, Panel])),
})

export function readDashboard() {
  const text = readFileSync(join(ROOT, 'deploy/monitoring/grafana/dashboards/soundmill.json'), 'utf8')
  const { panels, ...rest } = Dashboard.parse(JSON.parse(text))
  const isPanel = (panel: z.infer<typeof Row> | Panel): panel is Panel => panel.type !== 'row'
  return { ...rest, all: panels, panels: panels.filter(isPanel) }
}

/** One question of a panel, as Prometheus gets it from Grafana. */
export type Query = { panel: string; expr: string; instant: boolean }

/** What Grafana puts in place of its variables: all processes, half an hour, at a scrape every 15 seconds. */
const VALUES: Record<string, string> = { instance: '.*', __range: '30m', __rate_interval: '1m' }

export function queriesOf(panels: Panel[]): Query[] {
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, instant }) => ({ panel: title, expr: substituted(expr), instant })),
  )
}

function substituted(expr: string): string {
  return expr.replace(/\$(\w+)/g, (_, name: string) => {
    const value = VALUES[name]
    if (value === undefined) throw new Error(`the dashboard has no variable ${name}: ${expr}`)
    return value
  })
}
