import { describe, expect, it } from 'vitest'
import type { OpenJob } from '../views/job-keys.ts'
import { aheadOf, type Backlog, estimateOf, leftOf, waitIn } from './estimate.ts'
import { pacesOf } from './paces.ts'
import type { Heard } from './seconds-left.ts'

const NOW = Date.UTC(2026, 0, 1)
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

/** Ten minutes of audio at 100 × and 10 ×: measured in 6 s, made in 60. */
const PACES = { ...pacesOf([]), measuring: 100, making: 10 }

function open(sequence: number, more: Partial<OpenJob> = {}): OpenJob {
  return {
    ...{ job: `job ${sequence}`, lane: 'normal', sequence, state: 'waiting' as const, since: ago(1_000) },
    ...{ bytes: 1, mediaType: 'audio/wav', durationSeconds: 600 },
    ...more,
  }
}

const running = (sequence: number, more: Partial<OpenJob> = {}) =>
  open(sequence, { state: 'running', ...more })

const backlog = (jobs: OpenJob[], more: Partial<Backlog> = {}): Backlog => ({
  ...{ open: jobs, paused: new Set<string>(), hands: 1, paces: PACES, heard: () => undefined, now: NOW },
  ...more,
})

const heard = (report: Heard) => ({ heard: () => report })

describe('what is left of a running job', () => {
  it('is what was expected minus what it has taken, of its step, and all of the next', () => {
    expect(leftOf(backlog([]), running(1, { startedAt: ago(2) }))).toBe(4 + 60)
    const measured = { startedAt: ago(30), inspectedAt: ago(20) }
    expect(leftOf(backlog([]), running(1, measured))).toBe(40)
  })

  it('is never less than nothing, however long it takes', () => {
    expect(leftOf(backlog([]), running(1, { startedAt: ago(9_000), inspectedAt: ago(8_000) }))).toBe(0)
  })

  it('counts from the attempt that runs when an earlier one had measured', () => {
    expect(leftOf(backlog([]), running(1, { startedAt: ago(2), inspectedAt: ago(20) }))).toBe(64)
  })

  it('is what its worker says of the last step of a phase, and at least that of others', () => {
    const measuring = running(1, { startedAt: ago(2) })
    const making = running(1, { startedAt: ago(30), inspectedAt: ago(20) })
    const left = (job: OpenJob, step: string, etaSeconds: number) =>
      leftOf(backlog([], heard({ step, percent: 50, etaSeconds })), job)
    expect(left(measuring, 'inspect', 1)).toBe(61)
    expect(left(measuring, 'download', 1)).toBe(64)
    expect(left(measuring, 'download', 100)).toBe(160)
    expect(left(making, 'render', 3)).toBe(40)
    expect(left(making, 'render', 300)).toBe(300)
    expect(left(making, 'verify', 2)).toBe(2)
  })

  it('goes with the step that was heard where the facts are behind it, and not with one that is over', () => {
    const rendering = heard({ step: 'verify', percent: 90, etaSeconds: 2 })
    expect(leftOf(backlog([], rendering), running(1, { startedAt: ago(9) }))).toBe(2)
    const inspected = heard({ step: 'inspect', percent: 100, etaSeconds: 0 })
    expect(leftOf(backlog([], inspected), running(1, { startedAt: ago(9), inspectedAt: ago(3) }))).toBe(57)
  })
})

describe('a job that waits', () => {
  it('begins when those ahead of it are done, on the hands there are', () => {
    const jobs = [running(1, { startedAt: ago(6), inspectedAt: ago(0) }), open(2), open(3), open(4)]
    expect(estimateOf(backlog(jobs), open(3))).toEqual({ start: 126, finish: 192 })
    expect(estimateOf(backlog(jobs, { hands: 2 }), open(3))).toEqual({ start: 60, finish: 126 })
    expect(estimateOf(backlog(jobs, { hands: 9 }), open(3))).toEqual({ start: 0, finish: 66 })
  })

  it('lets urgent ones go first, but for every fourth', () => {
    const urgent = Array.from({ length: 5 }, (_, at) => open(10 + at, { lane: 'urgent' }))
    const jobs = [open(1), open(2), ...urgent]
    const order = (job: OpenJob) => aheadOf(backlog(jobs), job).map(({ sequence }) => sequence)
    expect(order(open(1))).toEqual([10, 11, 12])
    expect(order(open(2))).toEqual([10, 11, 12, 1, 13, 14])
    expect(order(open(12, { lane: 'urgent' }))).toEqual([10, 11])
    expect(order(open(13, { lane: 'urgent' }))).toEqual([10, 11, 12, 1])
  })

  it('has no estimate while its lane is paused, and does not wait for another lane that is', () => {
    const jobs = [open(1), open(2), open(3, { lane: 'urgent' })]
    const paused = new Set(['urgent'])
    expect(estimateOf(backlog(jobs, { paused }), open(3, { lane: 'urgent' }))).toEqual({ reason: 'paused' })
    expect(estimateOf(backlog(jobs, { paused }), open(2))).toEqual({ start: 66, finish: 132 })
  })

  it('has none without workers; while nobody can say how many there are, one is believed in', () => {
    expect(estimateOf(backlog([], { hands: 0 }), open(1))).toEqual({ reason: 'no_workers' })
    expect(estimateOf(backlog([], { hands: undefined }), open(1))).toEqual({ start: 0, finish: 66 })
  })

  it('of a lane that a later release knows has none', () => {
    const job = open(1, { lane: 'overnight' })
    expect(aheadOf(backlog([open(2)]), job)).toEqual([])
    expect(estimateOf(backlog([open(2)]), job)).toEqual({ reason: 'no_workers' })
  })
})

describe('a job that is submitted now', () => {
  it('comes after all that wait in its lane', () => {
    const jobs = [open(1), open(2), open(3, { lane: 'urgent' })]
    expect(waitIn(backlog(jobs), 'normal')).toMatchObject({ start: 198 })
    expect(waitIn(backlog(jobs), 'urgent')).toMatchObject({ start: 66 })
    expect(waitIn(backlog([]), 'normal')).toMatchObject({ start: 0 })
  })
})
