import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../architecture/files.ts'

const RULES = join(ROOT, 'deploy/monitoring/rules')

const Alert = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
})
export type Alert = z.infer<typeof Alert>

const Recording = z.strictObject({ record: z.string(), expr: z.string() })

const RuleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(z.union([Alert, Recording])) })),
})

const Expected = z.strictObject({
  alertname: z.string(),
  eval_time: z.string(),
  exp_alerts: z.array(z.unknown()).default([]),
})
const TestFile = z.object({
  rule_files: z.array(z.string()),
  tests: z.array(z.object({ name: z.string(), alert_rule_test: z.array(Expected) })),
})
/** What a promtool test expects of an alert at a moment. */
export type Expectation = { file: string; alert: string; fires: boolean }

const filesThatEnd = (end: string) =>
  readdirSync(RULES)
    .filter((name) => name.endsWith(end))
    .sort()
const read = (name: string): unknown => parse(readFileSync(join(RULES, name), 'utf8'))

export const ruleFiles = (): string[] => filesThatEnd('.rules.yml')
export const ruleTestFiles = (): string[] => filesThatEnd('.test.yml')

export const readRules = (file: string) => RuleFile.parse(read(file))

const rulesOf = () => ruleFiles().flatMap((file) => readRules(file).groups.flatMap(({ rules }) => rules))

export const alerts = (): Alert[] => rulesOf().filter((rule) => 'alert' in rule)
export const recordings = () => rulesOf().filter((rule) => 'record' in rule)

export const expectations = (): Expectation[] =>
  ruleTestFiles().flatMap((file) =>
    TestFile.parse(read(file)).tests.flatMap(({ alert_rule_test }) =>
      alert_rule_test.map(({ alertname, exp_alerts }) => ({
        file,
        alert: alertname,
        fires: exp_alerts.length > 0,
      })),
    ),
  )
