import type { Registry } from '@soundmill/runtime'
import { Gauge } from 'prom-client'
import type { StatusStore } from '../store/index.ts'
import { DEAD_CODES } from './dead.ts'
import { inTime } from './in-time.ts'
import type { LaneSeen } from './lane-watch.ts'
import type { Queue, Seen } from './queue.ts'
import { remembered } from './remembered.ts'

/** A scrape does not wait longer for store and log: then the last numbers are the best there are. */
const PATIENCE_MS = 2_000
/** However many scrape. */
const COUNTED_FOR_MS = 2_000

const STATES = ['waiting', 'running', 'retrying'] as const

/** What waits and for how long, by lane, and dead letters. Asked at scrapes; nothing runs in between. */
export function measureQueue(metrics: Registry, queue: Queue, store: StatusStore): void {
  const look = () => inTime(queue.look(), PATIENCE_MS)
  const deadLetters = remembered(COUNTED_FOR_MS, () => countDead(store))

  new Gauge({
    name: 'queue_depth_jobs',
    help: 'Jobs that have not ended, by lane and state',
    labelNames: ['lane', 'state'] as const,
    registers: [metrics],
    async collect() {
      const seen = await look()
      for (const lane of seen?.lanes ?? []) {
        for (const state of STATES) this.set({ lane: lane.lane, state }, depthOf(seen, lane, state))
      }
    },
  })
  new Gauge({
    name: 'queue_oldest_waiting_seconds',
    help: 'How long the oldest job has been waiting for its first attempt, by lane; 0 when none does',
    labelNames: ['lane'] as const,
    registers: [metrics],
    async collect() {
      const seen = await look()
      for (const { lane } of seen?.lanes ?? []) {
        const oldest = seen?.open.find((job) => job.lane === lane && job.state === 'waiting')
        const since = oldest ? Date.parse(oldest.since) : Date.now()
        this.set({ lane }, Math.max(0, (Date.now() - since) / 1000))
      }
    },
  })
  new Gauge({
    name: 'dead_letters',
    help: 'Episodes whose newest job gave up or could not be read',
    registers: [metrics],
    async collect() {
      const count = await inTime(deadLetters('all'), PATIENCE_MS)
      if (count !== undefined) this.set(count)
    },
  })
}

function depthOf(seen: Seen | undefined, { lane, depth }: LaneSeen, state: (typeof STATES)[number]): number {
  const counted = seen?.open.filter((job) => job.lane === lane && job.state === state).length ?? 0
  // What was not looked at waits.
  const isMore = state === 'waiting' && seen?.truncated.has(lane) === true
  return isMore ? Math.max(counted, depth?.waiting ?? 0) : counted
}

async function countDead(store: StatusStore): Promise<number> {
  const counts = await store.read((views) => views.counts({}))
  return counts
    .filter(({ state, outcome, code }) => state === 'finished' && outcome === 'failed' && isDead(code))
    .reduce((sum, { episodes }) => sum + episodes, 0)
}

const isDead = (code: string | undefined): boolean => DEAD_CODES.some((dead) => dead === code)
