import type { Registry } from '@soundmill/runtime'
import { Counter } from 'prom-client'
import type { Deps } from './deps.ts'

/** Counts the outcomes this process said, by code. */
export function countOutcomes(metrics: Registry): NonNullable<Deps['onOutcome']> {
  const counter = new Counter({
    name: 'jobs_terminal_total',
    help: 'Jobs that ended, by outcome and code',
    labelNames: ['outcome', 'code'] as const,
    registers: [metrics],
  })
  return (outcome) => counter.inc({ outcome: outcome.outcome, code: 'code' in outcome ? outcome.code : '' })
}
