import type { Command } from 'commander'
import { z } from 'zod'
import { type Spread, Stats, type Throughput } from '../api/queue-answers.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { Does } from '../program.ts'
import { count, duration, size } from '../terminal/numbers.ts'
import { printable } from '../terminal/printable.ts'
import { table } from '../terminal/table.ts'

const Asked = z.object({ show: z.string().optional() })

/** `soundmill stats`: what became of everything, and how fast. */
export function addStats(program: Command, does: Does): void {
  program
    .command('stats')
    .description('counts, throughput, real-time factors, waits and failures')
    .option('--show <show>', 'of this show alone')
    .action(does(Asked, stats))
}

async function stats({ api, out, signal }: Context, { show }: z.infer<typeof Asked>) {
  const query = show === undefined ? '' : `?${new URLSearchParams({ show })}`
  const { value, body } = await api.ask(`/v1/stats${query}`, Stats, { signal })
  out.document(body)
  out.print(statsLines(value))
  return EXIT.ok
}

/** A line for each number, with its unit. */
export function statsLines({ episodes, outcomes, failures, throughput, ...rest }: Stats): string[] {
  const { realtimeFactor, queueWaitSeconds, attempts } = rest
  return table([
    ['episodes', counted(episodes)],
    ['newest jobs', counted(outcomes)],
    ['failed with', counted(failures) || 'nothing'],
    ['last hour', throughputText(throughput.lastHour)],
    ['last day', throughputText(throughput.lastDay)],
    ['measuring', factorText(realtimeFactor.measuring)],
    ['making', factorText(realtimeFactor.making)],
    ['overall', factorText(realtimeFactor.overall)],
    ['wait before it begins', waitText(queueWaitSeconds)],
    ['attempts', attemptsText(attempts)],
  ])
}

const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([what, number]) => `${number} ${printable(what)}`)
    .join(', ')

const throughputText = ({ jobs, succeeded, audioHours, bytes }: Throughput): string =>
  `${count(jobs, 'job')} ended, ${succeeded} succeeded: ${duration(audioHours * 3600)} of audio, ${size(bytes)}`

const factorText = (factor: Spread | undefined): string =>
  factor
    ? `${factor.median.toFixed(1)} × real time (median), ${factor.p90.toFixed(1)} × (p90)`
    : 'not measured yet'

const waitText = (wait: Spread | undefined): string =>
  wait ? `${duration(wait.median)} (median), ${duration(wait.p90)} (p90)` : 'not measured yet'

const attemptsText = (attempts: Record<string, number>): string =>
  Object.entries(attempts)
    .map(([number, jobs]) => `${count(jobs, 'job')} took ${printable(number)}`)
    .join(', ') || 'none yet'
