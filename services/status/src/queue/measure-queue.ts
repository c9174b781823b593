import { inTime, type Registry } from '@soundmill/runtime'
import { Gauge } from 'prom-client'
import type { OpenRow, StatusStore } from '../store/index.ts'
import { DEAD_CODES } from './dead.ts'
import type { LaneSeen } from './lane-watch.ts'
import type { Queue, Seen } from './queue.ts'
import { remembered } from './remembered.ts'

/** A scrape does not wait longer for store and log: then the last numbers are the best there are. */
const PATIENCE_MS = 2_000
/** However many scrape. */
const COUNTED_FOR_MS = 2_000

const STATES = ['waiting', 'running', 'retrying'] as const

/** What waits and for how long, by lane, which lanes are open, and dead letters. Asked at scrapes; nothing runs in between. */
export function measureQueue(metrics: Registry, queue: Queue, store: StatusStore): void {
  const look = () => inTime(queue.look(), PATIENCE_MS)
  measureDepth(metrics, look)
  measureAge(metrics, look)
  measureLanes(metrics, look)
  measureDead(metrics, store)
}

type Look = () => Promise<Seen | undefined>

function measureDepth(metrics: Registry, look: Look): void {
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
}

function measureAge(metrics: Registry, look: Look): void {
  new Gauge({
    name: 'queue_oldest_waiting_seconds',
    help: 'How long the oldest job has been waiting for its first attempt, by lane; 0 when none does',
    labelNames: ['lane'] as const,
    registers: [metrics],
    async collect() {
      const seen = await look()
      for (const { lane } of seen?.lanes ?? []) {
        this.set({ lane }, ageOf(seen?.open.find((job) => job.lane === lane && job.state === 'waiting')))
      }
    },
  })
  new Gauge({
    name: 'queue_oldest_unfinished_seconds',
    help: 'How long ago the oldest job without an outcome was submitted, by lane; 0 when there is none',
    labelNames: ['lane'] as const,
    registers: [metrics],
    async collect() {
      const seen = await look()
      for (const { lane } of seen?.lanes ?? []) {
        this.set({ lane }, ageOf(seen?.open.find((job) => job.lane === lane)))
      }
    },
  })
}

function measureLanes(metrics: Registry, look: Look): void {
  new Gauge({
    name: 'lane_open',
    help: '1 while a lane lets everything through, 0 while it is paused or draining',
    labelNames: ['lane'] as const,
    registers: [metrics],
    async collect() {
      const seen = await look()
      for (const { lane, state } of seen?.lanes ?? []) {
        if (state) this.set({ lane }, state.state === 'open' ? 1 : 0)
      }
    },
  })
}

function measureDead(metrics: Registry, store: StatusStore): void {
  const deadLetters = remembered(COUNTED_FOR_MS, () => countDead(store))
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

/** In seconds since it was submitted; 0 when there is no such job. */
function ageOf(oldest: Pick<OpenRow, 'since'> | undefined): number {
  return oldest ? Math.max(0, (Date.now() - Date.parse(oldest.since)) / 1000) : 0
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
