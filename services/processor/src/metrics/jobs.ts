import { STEPS } from '@soundmill/event-log'
import { FAILURES, Lane } from '@soundmill/events'
import type { Registry } from '@soundmill/runtime'
import { Counter, Histogram } from 'prom-client'
import type { Observer } from '../observer.ts'

/** Seconds. A free hand takes a job at once; a backlog may be worked through the night. */
const WAIT_BUCKETS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]
/** Seconds, from a jingle to hours of recording with retries. */
const DURATION_BUCKETS = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400]
/** Seconds: of a short job a step takes less than one. */
const STEP_BUCKETS = [0.05, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600]
/** Seconds of audio in a second: below 1 a machine cannot keep up with one that records. */
const RATIO_BUCKETS = [0.5, 1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200]
/** A job is given up at the fifth that counts against it; those that do not count come on top. */
const ATTEMPT_BUCKETS = [1, 2, 3, 4, 5]

const OUTCOMES = ['succeeded', 'failed', 'canceled'] as const

/** Of jobs and their outcomes, as far as this process took part in them: every one is observed by one process only. */
export function measureJobs(metrics: Registry): Omit<Observer, 'onHands'> {
  const registers = [metrics]
  const terminal = new Counter({
    name: 'jobs_terminal_total',
    help: 'Jobs that ended, by outcome and code',
    labelNames: ['outcome', 'code'] as const,
    registers,
  })
  // There from the start: a rate needs two values.
  terminal.inc({ outcome: 'succeeded', code: '' }, 0)
  for (const code of Object.keys(FAILURES)) terminal.inc({ outcome: 'failed', code }, 0)
  const wait = waitHistogram(registers)
  const { duration, attempts } = livedHistograms(registers)
  const { ratio, steps } = workHistograms(registers)

  return {
    onFirstStart: (lane, seconds) => wait.observe({ lane: Lane.safeParse(lane).data ?? 'other' }, seconds),
    onStep: (step, seconds) => steps.observe({ step }, seconds),
    onPace: (realtimeRatio) => ratio.observe(realtimeRatio),
    onOutcome(said, lived) {
      const { outcome } = said
      terminal.inc({ outcome, code: 'code' in said ? said.code : '' })
      if (!lived) return
      duration.observe({ outcome }, lived.seconds)
      attempts.observe({ outcome }, lived.attempts)
    },
  }
}

function waitHistogram(registers: Registry[]) {
  const wait = new Histogram({
    name: 'job_queue_wait_seconds',
    help: 'From the submit of a job to its first attempt, by lane',
    labelNames: ['lane'] as const,
    buckets: WAIT_BUCKETS,
    registers,
  })
  for (const lane of Lane.options) wait.zero({ lane })
  return wait
}

/** Of the whole life of a job, observed when its outcome is said. */
function livedHistograms(registers: Registry[]) {
  const duration = new Histogram({
    name: 'job_duration_seconds',
    help: 'From the first attempt of a job to its outcome, all attempts and the pauses between them',
    labelNames: ['outcome'] as const,
    buckets: DURATION_BUCKETS,
    registers,
  })
  const attempts = new Histogram({
    name: 'job_attempts',
    help: 'Attempts that a job took, also those that did not count against it',
    labelNames: ['outcome'] as const,
    buckets: ATTEMPT_BUCKETS,
    registers,
  })
  for (const outcome of OUTCOMES) {
    duration.zero({ outcome })
    attempts.zero({ outcome })
  }
  return { duration, attempts }
}

/** Of single attempts. */
function workHistograms(registers: Registry[]) {
  const ratio = new Histogram({
    name: 'job_realtime_ratio',
    help: 'Seconds of audio for each second of the attempt that succeeded, from its first byte to its last file',
    buckets: RATIO_BUCKETS,
    registers,
  })
  const steps = new Histogram({
    name: 'job_step_duration_seconds',
    help: 'How long an attempt was at a step that it came through; together they are the attempt',
    labelNames: ['step'] as const,
    buckets: STEP_BUCKETS,
    registers,
  })
  for (const step of STEPS) steps.zero({ step })
  return { ratio, steps }
}
