import type { ExposedMetric } from '@soundmill/test-support'
import { isDefault, OWNERS, PROMISED, unitOf } from './promised.ts'

/** The tables of docs/metrics.md: one for each that shows metrics, with what the metrics say of themselves. */
export function metricTables(shown: readonly ExposedMetric[]): string {
  const own = shown.filter(({ name }) => !isDefault(name))
  return OWNERS.map((owner) => {
    const rows = Object.keys(PROMISED).flatMap((name) => {
      const metric = PROMISED[name]?.by === owner && own.find((one) => one.name === name)
      return metric ? [row(metric)] : []
    })
    const head = ['| metric | type | labels | unit | what it is |', '|---|---|---|---|---|']
    return [`### ${owner}`, '', ...head, ...rows].join('\n')
  }).join('\n\n')
}

function row({ name, type, help }: ExposedMetric): string {
  const labels = PROMISED[name]?.labels.map((label) => `\`${label}\``).join(', ')
  return `| \`${name}\` | ${type} | ${labels} | ${unitOf(name)} | ${help} |`
}
