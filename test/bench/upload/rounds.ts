import { inTurn } from '../shared/in-turn.ts'
import type { Contender } from './contender.ts'
import { type Course, type Measured, runContender } from './run-contender.ts'
import type { Workload, WorkloadName } from './workload.ts'

export type Rounds = Partial<Record<WorkloadName, Partial<Record<Contender, Measured[]>>>>

/** Runs every workload with everybody in turn, round by round. */
export async function runRounds(
  course: Course,
  { workloads, rounds, say }: { workloads: Workload[]; rounds: number; say: (line: string) => void },
): Promise<Rounds> {
  const measured: Rounds = {}
  for (let round = 0; round < rounds; round++) {
    for (const workload of workloads) {
      for (const contender of inTurn(workload.contenders, round)) {
        const run = await runContender(course, contender, workload)
        const ofWorkload = measured[workload.name] ?? {}
        measured[workload.name] = { ...ofWorkload, [contender]: [...(ofWorkload[contender] ?? []), run] }
        const speed = `${run.megabytesPerSecond.toFixed(0)} MB/s`
        say(`round ${round + 1} of ${rounds}: ${workload.name}: ${contender}: ${speed}`)
      }
    }
  }
  return measured
}
