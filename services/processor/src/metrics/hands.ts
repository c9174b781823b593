import type { Registry } from '@soundmill/runtime'
import { Gauge } from 'prom-client'
import type { Observer } from '../observer.ts'

/** A hand does one job at a time; a process has as many as `PROCESSOR_CONCURRENCY` says. */
export function measureHands(metrics: Registry): Observer['onHands'] {
  const hands = new Gauge({
    name: 'worker_hands',
    help: 'Jobs that this process can have in hand at once, by whether a hand has one now',
    labelNames: ['state'] as const,
    registers: [metrics],
  })
  return (busy, all) => {
    hands.set({ state: 'busy' }, busy)
    hands.set({ state: 'free' }, all - busy)
  }
}
