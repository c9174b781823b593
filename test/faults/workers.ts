import type { IsOne } from '@soundmill/test-support'
import { until } from '@soundmill/test-support'
import type { MainProcess } from '../journey/stacks/main-process.ts'
import { toolsIn } from './checks/machine.ts'
import type { FaultWorld } from './world.ts'

type Job = { episode: string; job: string }

/** A tool that stands still (SIGSTOP): it hangs, and TERM does not end it; KILL does. */
export type HeldTool = { pid: number; worker: MainProcess }

/** Waits for the next tool that any worker runs over a file, and stops it where it is. */
export async function holdTool(world: FaultWorld): Promise<HeldTool> {
  return until(
    async () => {
      const [tool] = await toolsIn(world.scratchDir)
      if (!tool || !signal(tool.pid, 'SIGSTOP')) return undefined
      // The directory of a run tells the machine and the process: run-<machine>-<pid>-<random>.
      const owner = /\/run-\S*?-(\d+)-[^-/]+\//.exec(tool.command)?.[1]
      const worker = world.processors.find(({ pid }) => String(pid) === owner)
      return worker && { pid: tool.pid, worker }
    },
    { what: 'a tool at work', timeoutMs: 60_000 },
  )
}

/** False: it has ended already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Waits until so many attempts at a job were begun, and resolves to the processes that did. */
export async function startedBy(world: FaultWorld, job: Job, attempts = 1): Promise<number[]> {
  const enough = async () => {
    const started = await world.behind.factsOf('started', job)
    return started.length >= attempts ? started : undefined
  }
  const found = await until(enough, { what: `attempt ${attempts} at ${job.job}`, timeoutMs: 60_000 })
  return found.map(({ data }) => Number(data.worker.split('-').at(-1)))
}

export const strikesOf = async ({ behind }: FaultWorld, job: Job): Promise<number[]> =>
  (await behind.factsOf('started', job)).map(({ data }) => data.strikes)

/** How a job ended, once it has. */
export async function outcomeOf({ events, subjects }: FaultWorld, job: Job) {
  const finished = await until(() => events.last(subjects.pattern('finished', job)), {
    what: `the outcome of ${job.job}`,
    timeoutMs: 120_000,
  })
  if (finished.event.fact !== 'finished') throw new Error('only outcomes were asked for')
  return finished.event.data
}

/** A worker stores what it has made, of one episode or of any. */
export const isArtifactPut =
  (episode = ''): IsOne =>
  ({ method, path }) =>
    method === 'PUT' && path.includes(`/artifacts/${episode}`)
