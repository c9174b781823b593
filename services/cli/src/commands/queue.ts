import type { Command } from 'commander'
import { z } from 'zod'
import { Queue } from '../api/queue-answers.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { Does } from '../program.ts'
import { indented } from '../report/sound.ts'
import { between } from '../report/times.ts'
import { count, duration } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'

/** `soundmill queue`: what waits, what runs, and how long still. */
export function addQueue(program: Command, does: Does): void {
  program
    .command('queue')
    .description('what waits and what runs, and how long still')
    .action(does(z.unknown(), queue))
}

async function queue({ api, out, signal }: Context) {
  const { value, body } = await api.ask('/v1/queue', Queue, { signal })
  out.document(body)
  out.print(queueLines(value, new Date().toISOString()))
  return EXIT.ok
}

/** Lanes, hands, and what is in them. `now`: RFC 3339. */
export function queueLines({ lanes, hands, inFlight, basis, measuredJobs }: Queue, now: string): string[] {
  const lanesHeading = ['lane', 'state', 'waiting', 'running', 'retrying', 'oldest waits', 'a new one waits']
  const idle =
    hands.idle === undefined ? ', the event log does not say how many are idle' : `, ${hands.idle} idle`
  const how =
    basis === 'measured'
      ? `measured over ${count(measuredJobs ?? 0, 'job')}`
      : 'assumed: nothing was measured yet'
  return [
    ...table([lanesHeading, ...lanes.map(laneRow)], [2, 3, 4, 5, 6]),
    '',
    `workers: ${hands.busy} busy${idle} · paces are ${how}`,
    ...(inFlight.length > 0 ? ['', 'in hand:'] : []),
    ...indented(
      table(
        inFlight.map(({ episode, show, lane, startedAt, step, percent, etaSeconds }) => [
          episode,
          show,
          lane,
          step === undefined ? '' : `${step} ${Math.round(percent ?? 0)} %`,
          startedAt === undefined ? '' : `for ${between(startedAt, now)}`,
          etaSeconds === undefined ? '' : `about ${duration(etaSeconds)} left`,
        ]),
      ),
    ),
  ]
}

function laneRow({
  lane,
  state,
  waiting,
  running,
  retrying,
  oldest,
  ...rest
}: Queue['lanes'][number]): string[] {
  return [
    lane,
    state ?? 'the event log does not answer',
    String(waiting),
    String(running),
    String(retrying),
    oldest ? duration(oldest.seconds) : '',
    waitText(state, rest),
  ]
}

/** How long a new one waits, or why nobody knows: without the log's word there is no number. */
function waitText(
  state: string | undefined,
  { estimatedWaitSeconds, reason }: Pick<Queue['lanes'][number], 'estimatedWaitSeconds' | 'reason'>,
): string {
  if (reason !== undefined) return reason.replaceAll('_', ' ')
  return state === undefined || estimatedWaitSeconds === undefined ? '–' : duration(estimatedWaitSeconds)
}
