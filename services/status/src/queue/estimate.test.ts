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
  isLost: () => false,
  ...more,
})

const heard = (report: Omit<Heard, 'percent'>) => ({ heard: () => ({ percent: 50, ...report }) })

describe('what is left of a running job', () => {
  it('is what was expected minus what it has taken, of its step, and all of the next', () => {
    expect(leftOf(backlog([]), running(1, { startedAt: ago(2) }))).toBe(4 + 60)
    const measured = { startedAt: ago(30), inspectedAt: ago(20) }
    expect(leftOf(backlog([]), running(1, measured))).toBe(40)
  })

  it('is a tenth of what it has taken, when that is more than was expected', () => {
    const overdue = running(1, { startedAt: ago(9_000), inspectedAt: ago(8_000) })
    expect(leftOf(backlog([]), overdue)).toBe(800)
    expect(leftOf(backlog([], heard({ step: 'render' })), overdue)).toBe(800)
  })

  it('counts from the attempt that runs when an earlier one had measured', () => {
    expect(leftOf(backlog([]), running(1, { startedAt: ago(2), inspectedAt: ago(20) }))).toBe(64)
  })

  it('is what its worker says of the whole job, whatever was expected of it', () => {
    const measuring = running(1, { startedAt: ago(2) })
    const making = running(1, { startedAt: ago(30), inspectedAt: ago(20) })
    const left = (job: OpenJob, step: string, etaSeconds: number) =>
      leftOf(backlog([], heard({ step, etaSeconds })), job)
    expect(left(measuring, 'inspect', 100)).toBe(100)
    expect(left(making, 'render', 21)).toBe(21)
    expect(left(making, 'verify', 2)).toBe(2)
  })

  it('is at least what its worker says of the step where nothing is known of the whole', () => {
    const measuring = running(1, { startedAt: ago(2) })
    const left = (stepEtaSeconds: number) =>
      leftOf(backlog([], heard({ step: 'download', stepEtaSeconds })), measuring)
    expect(left(1)).toBe(64)
    expect(left(100)).toBe(160)
  })

  it('goes with the step that was heard where the facts are behind it, and not with one that is over', () => {
    expect(leftOf(backlog([], heard({ step: 'verify' })), running(1, { startedAt: ago(9) }))).toBe(60)
    const inspected = heard({ step: 'inspect', stepEtaSeconds: 90 })
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

  it('has none without workers, and none while nobody can say how many there are', () => {
    expect(estimateOf(backlog([], { hands: 0 }), open(1))).toEqual({ reason: 'no_workers' })
    expect(estimateOf(backlog([], { hands: undefined }), open(1))).toEqual({})
  })

  it('has none from a hand whose worker was lost', () => {
    const lost = running(1, { startedAt: ago(3_600) })
    const isLost = ({ job }: OpenJob) => job === lost.job
    expect(estimateOf(backlog([lost], { hands: 0, isLost }), open(2))).toEqual({ reason: 'no_workers' })
    expect(estimateOf(backlog([lost], { hands: 1, isLost }), open(2))).toEqual({ start: 0, finish: 66 })
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
