import { inTurn } from '../shared/in-turn.ts'
import { type Course, type Measured, runContender } from './run-contender.ts'
import { CONTENDERS, type Contender } from './task.ts'

export type Rounds = Partial<Record<Contender, Measured[]>>

/**
 * Runs everybody in turn, round by round. A rehearsal of Soundmill comes first; it keeps what verification says,
 * see stopwatch.ts, and is not counted.
 */
export async function runRounds(
  course: Course,
  rounds: number,
  say: (line: string) => void,
): Promise<Rounds> {
  say('rehearsal')
  await runContender(course, 'soundmill', 'keep')
  const measured: Rounds = {}
  const contenders = CONTENDERS.filter((name) => name !== 'ffmpeg-normalize' || course.packages !== undefined)
  for (let round = 0; round < rounds; round++) {
    for (const contender of inTurn(contenders, round)) {
      const verification = contender === 'soundmill unverified' ? 'answer' : 'done'
      const run = await runContender(course, contender, verification)
      measured[contender] = [...(measured[contender] ?? []), run]
      const times = `${run.wallSeconds.toFixed(2)} s wall, ${run.cpuSeconds.toFixed(2)} s CPU`
      say(`round ${round + 1} of ${rounds}: ${contender}: ${times}`)
    }
  }
  return measured
}
